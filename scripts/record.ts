import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** What a script needs to call a local stack, as `npm start` writes it. Nothing in it is secret. */
const StackRecord = z.object({
  site: z.url(),
  api: z.url(),
  auth: z.url(),
  /** The key that Auth's clients send with every request: public, in every browser. */
  publishableKey: z.string().min(1),
});
export type StackRecord = z.infer<typeof StackRecord>;

const fileOf = (stateDir: string) => join(stateDir, "stack.json");

export async function writeRecord(stateDir: string, record: StackRecord): Promise<void> {
  await writeFile(fileOf(stateDir), `${JSON.stringify(record, null, 2)}\n`);
}

/** What the last start wrote; undefined if there is none or it cannot be read. The next start writes it again. */
export async function readRecord(stateDir: string): Promise<StackRecord | undefined> {
  try {
    return StackRecord.parse(JSON.parse(await readFile(fileOf(stateDir), "utf8")));
  } catch {
    return undefined;
  }
}
