import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog } from "@allokoli/shared/log/log";
import { createObjectSweeper } from "@allokoli/shared/mirror/sweeper";
import { readerRpc } from "@allokoli/shared/rpc/reader";
import { keyOf, type Env } from "./env.ts";
import { createUploads, UPLOAD_MS } from "./files/uploads.ts";
import { processFiles } from "./processing/process.ts";
import { fileExists, releaseFiles } from "./processing/store.ts";

/** Reads an organization's files and removes deleted ones, one after the other; named by the organization's id. */
export class FileProcessor extends DurableObject<Env> {
  readonly #log = createLog({ service: "knowledge", object: "FileProcessor" });
  readonly #sweeper = createObjectSweeper(this.ctx.storage, this.#log, {
    failure: "file sweep failed",
    sweep: (orgId) => this.#sweep(orgId),
    delayMs: this.#retryDelayMs(),
    watchMs: UPLOAD_MS,
  });
  readonly #uploads = createUploads(this.ctx.storage, this.#log, Date.now);

  #hasBegun = false;

  async expect(orgId: string, fileId: string): Promise<void> {
    await this.#uploads.expect(fileId);
    await this.#sweeper.arm(orgId, "soon");
  }

  arm(orgId: string, when: "soon" | "now"): Promise<void> {
    return this.#sweeper.arm(orgId, when);
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  #retryDelayMs(): number {
    return Number(requireEnv(this.env, ["RETRY_DELAY_MS"]).RETRY_DELAY_MS);
  }

  async #sweep(orgId: string): Promise<Date | undefined> {
    const database = connect(this.env.HYPERDRIVE.connectionString);
    const tenant = systemTenant(database, orgId);
    try {
      if (!this.#hasBegun) await tenant.write("member", (tx) => releaseFiles(tx, orgId, new Date()));
      this.#hasBegun = true;
      const due = await processFiles({
        tenant,
        storage: requireEnv(this.env, ["FILES"]).FILES,
        reader: readerRpc(requireEnv(this.env, ["READER"]).READER),
        now: () => new Date(),
        random: Math.random,
        retryDelayMs: this.#retryDelayMs(),
        requestId: this.ctx.id.toString(),
        log: this.#log,
      });
      for (const fileId of await this.#uploads.overdue()) {
        // Bytes without a row belong to an upload that died.
        if (!(await tenant.read((tx) => fileExists(tx, orgId, fileId))))
          await this.env.FILES.delete(keyOf(orgId, fileId));
        await this.#uploads.forget(fileId);
      }
      return due;
    } finally {
      this.ctx.waitUntil(Promise.all([database.close(), announceEvents(this.env, orgId, this.#log)]));
    }
  }
}
