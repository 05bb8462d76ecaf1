import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog } from "@allokoli/shared/log/log";
import { createSweeper } from "@allokoli/shared/mirror/sweeper";
import { readerRpc } from "@allokoli/shared/rpc/reader";
import { keyOf, type Env } from "./env.ts";
import { processFiles } from "./processing/process.ts";
import { fileExists, releaseFiles } from "./processing/store.ts";

/** The slowest upload that we wait for: 25 MB at 30 kB a second. */
const UPLOAD_MS = 15 * 60_000;
const UPLOAD = "upload:";

/** Reads an organization's files and lets deleted ones go, one after the other; named by the organization's id. */
export class FileProcessor extends DurableObject<Env> {
  readonly #log = createLog({ service: "knowledge", object: "FileProcessor" });
  readonly #sweeper = createSweeper({
    storage: this.ctx.storage,
    sweep: (orgId) => this.#sweep(orgId),
    onFailure: (err, orgId) => this.#log.error("file sweep failed", err, { orgId }),
    now: Date.now,
    random: Math.random,
    delayMs: this.#retryDelayMs(),
    watchMs: UPLOAD_MS,
  });

  #hasBegun = false;

  async expect(orgId: string, fileId: string): Promise<void> {
    await this.ctx.storage.put(UPLOAD + fileId, Date.now() + UPLOAD_MS);
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
      const uploads = await this.ctx.storage.list<number>({ prefix: UPLOAD });
      for (const [key, until] of uploads) {
        if (until > Date.now()) continue;
        const fileId = key.slice(UPLOAD.length);
        // Bytes without a row belong to an upload that died.
        if (!(await tenant.read((tx) => fileExists(tx, orgId, fileId))))
          await this.env.FILES.delete(keyOf(orgId, fileId));
        await this.ctx.storage.delete(key);
      }
      return due;
    } finally {
      this.ctx.waitUntil(Promise.all([database.close(), announceEvents(this.env, orgId, this.#log)]));
    }
  }
}
