import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/books";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagOf, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotentBy } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { ServiceEnv, ServiceVariables } from "@allokoli/shared/http/service";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { createMiddleware } from "hono/factory";
import { keyOf, type Env } from "../env.ts";
import { attachment } from "./attachment.ts";
import * as contract from "./contract.ts";
import { receiveFile } from "./multipart.ts";
import { findRoom, withinRoom } from "./storage-room.ts";
import { storeFile } from "./storage.ts";
import * as store from "./store.ts";
import { toFile, type FileRow } from "./store.ts";

type App = ServiceEnv<Env>;
type Scope = { env: Env; var: ServiceVariables };

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
    return c.json(toFile(row), 200, { ETag: etagOf(row.revision) });
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

/** The bytes first, then the row; what arms the processor comes before both, so that a crash leaves nothing behind. */
function routeUpload(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(contract.uploadFile);
  const idempotent = idempotentBy(({ req }) => Promise.resolve(req.header("content-length") ?? ""));
  app.post("/v1/files", memberOnly, idempotent, async (c) => {
    const { tenant, creationId: id } = c.var;
    const { orgId } = tenant;
    const { name, content } = await receiveFile(c.req.header("content-type"), c.req.raw.body);
    const processor = processorOf(c);
    const room = await tenant.read((tx) => findRoom(tx, orgId, new Date()));
    await processor.expect(orgId, id);
    const { FILES } = requireEnv(c.env, ["FILES"]);
    const sizeBytes = await storeFile(FILES, keyOf(orgId, id), withinRoom(content, room));
    const creation = { id, name, sizeBytes, author: authorOf(c), now: new Date() };
    // Asked again with the row: others may have been uploaded meanwhile. The processor lets go of bytes without a row.
    const [, row] = await tenant.write("member", (tx) =>
      Promise.all([
        requireWithin(tx, orgId, [{ limit: "storageBytes", ids: [id], each: sizeBytes }], new Date()),
        store.insertFile(tx, orgId, creation),
      ]),
    );
    if (row === undefined) throw new Problem("conflict");
    await processor.arm(orgId, "now");
    return c.json(toFile(row), 201, { ETag: etagOf(row.revision) });
  });
}

/** Asked before the first byte of a file is taken in. */
const memberOnly = createMiddleware<App>(async (c, next) => {
  await c.var.tenant.write("member", () => Promise.resolve());
  await next();
});

async function requireFile(c: Scope, id: string): Promise<FileRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => store.findFile(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("file");
  return row;
}

const processorOf = (c: Scope) => requireEnv(c.env, ["FILE_PROCESSOR"]).FILE_PROCESSOR.getByName(c.var.tenant.orgId);
