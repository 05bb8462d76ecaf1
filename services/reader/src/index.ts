import { WorkerEntrypoint } from "cloudflare:workers";
import { createLog } from "@allokoli/shared/log/log";
import type { Reading, ReaderRpc } from "@allokoli/shared/rpc/reader";
import { readFile } from "./read.ts";

/** Reached by the knowledge Worker alone. It is bound to nothing: what a file does to it can reach nothing else. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler;

export class ReaderEntrypoint extends WorkerEntrypoint implements ReaderRpc {
  async read({ content, name, requestId }: Parameters<ReaderRpc["read"]>[0]): Promise<Reading> {
    const started = Date.now();
    const bytes = new Uint8Array(await new Response(content).arrayBuffer());
    // pdf.js takes its time to load: most files are none.
    const reading = await readFile(bytes, name, async (pdf) => (await import("./pdf.ts")).readPdf(pdf));
    createLog({ service: "reader", requestId }).info("file read", {
      outcome: reading.outcome,
      kind: reading.kind,
      bytes: bytes.length,
      ms: Date.now() - started,
    });
    return reading;
  }
}
