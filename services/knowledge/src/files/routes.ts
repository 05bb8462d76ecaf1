import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagHeader, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotentStream } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { MAX_FILE_BYTES } from "@allokoli/shared/knowledge/bounds";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { requireWithin, type Need } from "@allokoli/shared/limits/require-within";
import { storeStream } from "@allokoli/shared/storage/store-stream";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { keyOf, type Env } from "../env.ts";
import { attachment } from "./attachment.ts";
import * as contract from "./contract.ts";
import { receiveFile, type IncomingFile } from "./multipart.ts";
import { findRoom, withinRoom } from "./storage-quota.ts";
import * as store from "./store.ts";
import { toFile, type FileRow } from "./store.ts";

type App = ServiceEnv<Env>;

export function routeFiles(app: OpenAPIHono<App>): void {
  app.openapi(contract.listFiles, async (c) => {
    const { limit, cursor, knowledgeBaseId, state, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), knowledgeBaseId, state, search };
    const rows = await tenant.read((tx) => store.listFiles(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toFile, positionOf), 200);
  });

  routeUpload(app);

  app.openapi(contract.getFile, async (c) => {
    const row = await requireFile(c, c.req.valid("param").id);
    return c.json(toFile(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteFile, async (c) => {
    const { id } = c.req.valid("param");
    const revision = expectedRevision(c.req.valid("header")["if-match"]);
    const { tenant } = c.var;
    const processor = processorOf(c);
    await processor.arm(tenant.orgId, "soon");
    await tenant.write("member", async (tx) => {
      const row = await store.lockFile(tx, tenant.orgId, id);
      if (row === undefined) throw notFound("file");
      if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
      await store.hideFile(tx, row, new Date(), authorOf(c));
    });
    await processor.arm(tenant.orgId, "now");
    return c.body(null, 204);
  });

  app.openapi(contract.getFileContent, async (c) => {
    const { id, name } = await requireFile(c, c.req.valid("param").id);
    const object = await requireEnv(c.env, ["FILES"]).FILES.get(keyOf(c.var.tenant.orgId, id));
    if (object === null) throw notFound("file");
    return new Response(object.body, { headers: { ...attachment(name), "content-length": String(object.size) } });
  });
}

/** The processor is armed first, then the bytes are stored, then the row: a crash leaves nothing behind. */
function routeUpload(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(contract.uploadFile);
  app.post("/v1/files", memberOnly, receiving, idempotentStream("member", sentIn), async (c) => {
    const { tenant, creationId: id, settleContent } = c.var;
    const { orgId } = tenant;
    const { name, content } = c.var.incoming;
    const processor = processorOf(c);
    const room = await tenant.read((tx) => findRoom(tx, orgId, new Date()));
    await processor.expect(orgId, id);
    const { FILES } = requireEnv(c.env, ["FILES"]);
    const sizeBytes = await storeStream(
      FILES,
      keyOf(orgId, id),
      withinRoom(content, room),
      settleContent,
      MAX_FILE_BYTES,
    );
    const creation = { id, name, sizeBytes, author: authorOf(c), now: new Date() };
    // Checked again with the row: other files may have been uploaded meanwhile. The processor deletes bytes without a
    // row.
    const needs: Need[] = [
      { limit: "files", ids: [id] },
      { limit: "storageBytes", ids: [id], each: sizeBytes },
    ];
    const [, row] = await tenant.write("member", (tx) =>
      Promise.all([requireWithin(tx, orgId, needs, new Date()), store.insertFile(tx, orgId, creation)]),
    );
    if (row === undefined) throw new Problem("conflict");
    await processor.arm(orgId, "now");
    return c.json(toFile(row), 201, etagHeader(row));
  });
}

/** Asked before the first byte of a file is taken in. */
const memberOnly = createMiddleware<App>(async (c, next) => {
  await c.var.tenant.read(() => Promise.resolve(), "member");
  await next();
});

type Incoming = { Variables: { incoming: IncomingFile } };

/** What the form says of its file; the file itself is still to come. */
const receiving = createMiddleware<App & Incoming>(async (c, next) => {
  c.set("incoming", await receiveFile(c.req.header("content-type"), c.req.raw.body));
  await next();
});

/** The boundary of a form differs each time, so a repeated request is recognized by its content. */
const sentIn = (c: Context<Incoming>) => {
  const { name, type, content } = c.var.incoming;
  return { known: JSON.stringify([name, type]), content };
};

async function requireFile(c: Scope<Env>, id: string): Promise<FileRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => store.findFile(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("file");
  return row;
}

const processorOf = (c: Scope<Env>) =>
  requireEnv(c.env, ["FILE_PROCESSOR"]).FILE_PROCESSOR.getByName(c.var.tenant.orgId);
