import type { Log } from "@allokoli/shared/log/log";
import { storedValue, type ValueStorage } from "@allokoli/shared/stored/value";
import { shapeOf } from "@allokoli/shared/stored/shape";
import { z } from "@hono/zod-openapi";

/** The slowest upload that we wait for: 25 MB at 30 kB a second. */
export const UPLOAD_MS = 15 * 60_000;
const PREFIX = "upload:";

/** Until when the bytes of an upload may have no row. */
const UNTIL = shapeOf("upload", z.int().min(0), []);

type UploadStorage = ValueStorage & { list(options: { prefix: string }): Promise<Map<string, unknown>> };

/** The uploads that have begun, by the ids of their files; they outlive the object. */
export function createUploads(storage: UploadStorage, log: Pick<Log, "error">, now: () => number) {
  const keptOf = (fileId: string) => storedValue(storage, PREFIX + fileId, UNTIL, log);
  const expect = (fileId: string) => keptOf(fileId).put(now() + UPLOAD_MS);
  return {
    expect,
    forget: (fileId: string) => keptOf(fileId).delete(),
    /** Those whose time is over. One whose time cannot be read has it once more: it may still be going on. */
    async overdue(): Promise<string[]> {
      const overdue: string[] = [];
      for (const key of (await storage.list({ prefix: PREFIX })).keys()) {
        const fileId = key.slice(PREFIX.length);
        const until = await keptOf(fileId).get();
        if (until === undefined) await expect(fileId);
        else if (until <= now()) overdue.push(fileId);
      }
      return overdue;
    },
  };
}
