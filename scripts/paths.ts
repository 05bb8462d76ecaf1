import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");
/** Everything that a local house remembers; `npm run reset` empties it. */
export const STATE_DIR = join(ROOT, ".allokoli");
