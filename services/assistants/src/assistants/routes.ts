import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagHeader } from "@allokoli/shared/http/etag";
import { given } from "@allokoli/shared/http/given";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { takeNumbersIn, takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import type { Env } from "../env.ts";
import { withNoticeOf } from "../settings/ai-notice.ts";
import { applyChange, changeAssistant, mirrorOf } from "./change.ts";
import { requireGoodSettings, requireNotice } from "./check-settings.ts";
import * as contract from "./contract.ts";
import { newSettings } from "./new-settings.ts";
import { withNumbers, withToolNumbers } from "./numbers.ts";
import { requireReferences, requireInNoSquad, withoutGone } from "./references.ts";
import { rotateSecret } from "../tool-secrets/secrets.ts";
import { assistantResource, recordRotation, toAssistant, toSettings, type AssistantRow } from "./store.ts";
import * as versions from "./versions.ts";

type App = ServiceEnv<Env>;

export function routeAssistants(app: OpenAPIHono<App>): void {
  app.openapi(contract.listAssistants, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const rows = await tenant.read((tx) => assistantResource.list(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toAssistant, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createAssistant, middleware: [idempotent("member")] as const }), async (c) => {
    const { tenant, creationId: id } = c.var;
    const creation = given(c.req.valid("json"));
    const settings = await takeOwnNumbers(tenant, (take) => newSettings(withNumbers(creation, take)));
    requireGoodSettings(settings, addressRules(c.env));
    const row = await mirrorOf(c).create(tenant, {
      id,
      values: settings,
      author: authorOf(c),
      check: (tx) => requireReferences(tx, tenant.orgId, settings),
    });
    return c.json(toAssistant(row), 201, etagHeader(row));
  });

  app.openapi(contract.getAssistant, async (c) => {
    const row = await requireAssistant(c, c.req.valid("param").id);
    return c.json(toAssistant(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const expected = { ifMatch: c.req.valid("header")["if-match"] };
    const row = await changeAssistant(c, id, expected, c.req.valid("json"));
    return c.json(toAssistant(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const requireUnused = (tx: Tx) => requireInNoSquad(tx, c.var.tenant.orgId, id);
    await mirrorOf(c).remove(c.var.tenant, { id, ifMatch, author: authorOf(c), requireUnused });
    return c.body(null, 204);
  });

  app.openapi(contract.listAssistantVersions, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor) };
    const [row, rows] = await tenant.read((tx) =>
      Promise.all([assistantResource.find(tx, tenant.orgId, id), versions.listVersions(tx, tenant.orgId, id, filter)]),
    );
    if (row === undefined) throw notFound("assistant");
    return c.json(toPage(rows, limit, versions.toVersionSummary, positionOf), 200);
  });

  app.openapi(contract.getAssistantVersion, async (c) => {
    const { id, version } = c.req.valid("param");
    const { tenant } = c.var;
    const [row, found] = await tenant.read((tx) =>
      Promise.all([assistantResource.find(tx, tenant.orgId, id), versions.findVersion(tx, tenant.orgId, id, version)]),
    );
    if (row === undefined) throw notFound("assistant");
    if (found === undefined) throw notFound("version");
    return c.json(versions.toVersion(found), 200);
  });

  app.openapi(contract.restoreAssistantVersion, async (c) => {
    const { id, version } = c.req.valid("param");
    const decide = async (before: AssistantRow, tx: Tx) => {
      const found = await versions.findVersion(tx, before.orgId, id, version);
      if (found === undefined) throw notFound("version");
      const kept = withNoticeOf(versions.settingsOf(found), before);
      const settings = await takeNumbersIn(tx, before.orgId, (take) => withToolNumbers(kept, take));
      requireNotice(settings, toSettings(before));
      return { values: await withoutGone(tx, before.orgId, settings), restoredFrom: version };
    };
    const row = await applyChange(c, id, c.req.valid("header")["if-match"], decide);
    return c.json(toAssistant(row), 200, etagHeader(row));
  });

  app.openapi(contract.rotateAssistantSecret, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const { endPrevious } = c.req.valid("query");
    const rotated = await rotateSecret(c.env, tenant, { owner: { assistantId: id }, endPrevious }, async (tx) => {
      const row = await assistantResource.lock(tx, tenant.orgId, id);
      if (row === undefined) throw notFound("assistant");
      await recordRotation(tx, row, authorOf(c));
    });
    return c.json(rotated, 200);
  });
}

async function requireAssistant(c: Scope<Env>, id: string): Promise<AssistantRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => assistantResource.find(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("assistant");
  return row;
}
