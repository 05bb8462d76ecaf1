import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");
/** All data of a local stack; `npm run reset` deletes it. */
export const STATE_DIR = join(ROOT, ".allokoli");
