import { WorkerEntrypoint } from "cloudflare:workers";
import { createLog } from "@allokoli/shared/log/log";
import type { Reading, ReaderRpc } from "@allokoli/shared/rpc/reader";
import { readPdf } from "./pdf.ts";
import { readFile } from "./read.ts";

type ReaderEnv = { FILES: R2Bucket };

// The PDF parser tells what is odd in a document, and people's documents are no matter for the log.
console.warn = () => undefined;

/** Reached by the knowledge Worker alone. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler<ReaderEnv>;

export class ReaderEntrypoint extends WorkerEntrypoint<ReaderEnv> implements ReaderRpc {
  async read({ key, name, requestId }: { key: string; name: string; requestId: string }): Promise<Reading> {
    const object = await this.env.FILES.get(key);
    if (object === null) return { outcome: "failed", kind: null, code: "missing" };
    const started = Date.now();
    const reading = await readFile(new Uint8Array(await object.arrayBuffer()), name, readPdf);
    createLog({ service: "reader", requestId }).info("file read", {
      outcome: reading.outcome,
      kind: reading.kind,
      bytes: object.size,
      ms: Date.now() - started,
    });
    return reading;
  }
}
