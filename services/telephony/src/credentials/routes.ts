import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { etagOf, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { validationProblem, type ServiceEnv } from "@allokoli/shared/http/service";
import { given } from "@allokoli/shared/http/given";
import { authorOf, requireRole, type Scope } from "../author.ts";
import { requireWhole, type Env } from "../env.ts";
import { SipSecret, TelnyxSecret, TwilioSecret, VonageSecret, type Account } from "../providers/secrets.ts";
import * as contract from "./contract.ts";
import type { CreateTelephonyCredential } from "./contract.ts";
import { credentialBooks, credentialMirror } from "./mirror.ts";
import { requireGoodAccount, sealAccount } from "./open.ts";
import * as store from "./store.ts";
import { toCredential, type CredentialRow } from "./store.ts";

export function routeCredentials(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listTelephonyCredentials, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const after = decodeCursor(cursor);
    const rows = await tenant.read((tx) => store.listCredentials(tx, tenant.orgId, { limit, after }));
    return c.json(toPage(rows, limit, toCredential, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createTelephonyCredential, middleware: [idempotent] as const }), async (c) => {
    await requireRole(c, "admin");
    const row = await create(c, c.var.creationId, c.req.valid("json"));
    return c.json(toCredential(row), 201, etag(row));
  });

  app.openapi(contract.getTelephonyCredential, async (c) => {
    const row = await requireCredential(c, c.req.valid("param").id);
    return c.json(toCredential(row), 200, etag(row));
  });

  app.openapi(contract.updateTelephonyCredential, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const { name, ...fields } = given(c.req.valid("json"));
    await requireRole(c, "admin");
    const { provider } = await requireCredential(c, id);
    const env = requireWhole(c.env);
    const account = Object.keys(fields).length === 0 ? undefined : toAccount(provider, fields);
    if (account !== undefined) await requireGoodAccount(env, account);
    const secret = account && (await sealAccount(env, tenant.orgId, id, account));
    await mirrorOf(c).remove(() =>
      tenant.write("admin", async (tx) => {
        const before = await requireLocked(c, tx, id, c.req.valid("header")["if-match"]);
        await store.changeCredential(tx, before, { name, secret, author: authorOf(c), now: new Date() });
      }),
    );
    const row = await requireCredential(c, id);
    return c.json(toCredential(row), 200, etag(row));
  });

  app.openapi(contract.deleteTelephonyCredential, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    await mirrorOf(c).remove(() =>
      tenant.write("admin", async (tx) => {
        const before = await requireLocked(c, tx, id, c.req.valid("header")["if-match"]);
        const numbers = await store.countNumbers(tx, tenant.orgId, id);
        if (numbers > 0) {
          throw new Problem("conflict", { detail: `Release its numbers first: there are ${numbers} in this account.` });
        }
        await store.hideCredential(tx, before, new Date(), authorOf(c));
      }),
    );
    return c.body(null, 204);
  });
}

async function create(c: Scope, id: string, input: CreateTelephonyCredential): Promise<CredentialRow> {
  const env = requireWhole(c.env);
  const { tenant, database } = c.var;
  const { provider, name, ...fields } = given(input);
  const account = toAccount(provider, fields);
  await requireGoodAccount(env, account);
  const author = authorOf(c);
  const creation = { id, provider, name, author, ...(await sealAccount(env, tenant.orgId, id, account)) };
  const insert = (leaseUntil: Date | null) =>
    tenant.write("admin", (tx) => store.insertCredential(tx, tenant.orgId, { ...creation, leaseUntil }));
  // Vapi keeps Twilio's secrets with each number: of the account itself it needs nothing.
  if (provider === "twilio") await insert(null);
  else {
    await mirrorOf(c).change(async (leaseUntil) => {
      const { row, isFresh } = await insert(leaseUntil);
      if (row === undefined) throw new Problem("conflict");
      const claim = isFresh
        ? store.toClaimed(row, creation.sealed, leaseUntil)
        : await credentialBooks(database, tenant.orgId).claim(id, new Date(), leaseUntil);
      const revert = async (isAtVapi: boolean) =>
        claim !== undefined &&
        !isAtVapi &&
        tenant.write("admin", (tx) => store.uncreateCredential(tx, tenant.orgId, claim, author));
      return { claim, isFresh, revert };
    });
  }
  return requireCredential(c, id);
}

const SECRETS = { twilio: TwilioSecret, telnyx: TelnyxSecret, vonage: VonageSecret, sip: SipSecret } as const;
const Secret = z.discriminatedUnion("provider", [
  z.object({ provider: z.literal("twilio"), secret: SECRETS.twilio }),
  z.object({ provider: z.literal("telnyx"), secret: SECRETS.telnyx }),
  z.object({ provider: z.literal("vonage"), secret: SECRETS.vonage }),
  z.object({ provider: z.literal("sip"), secret: SECRETS.sip }),
]);

/** The fields as an account of that provider. @throws {Problem} `validation_failed` naming what is missing or too much */
function toAccount(provider: CredentialRow["provider"], secret: object): Account {
  const parsed = Secret.safeParse({ provider, secret });
  if (parsed.success) return parsed.data;
  const own = SECRETS[provider].safeParse(secret);
  const [first] = own.error?.issues ?? [];
  // A union says only that none of its branches fits: Twilio's takes a token, or a key and its secret.
  if (first?.code === "invalid_union") {
    throw new Problem("validation_failed", {
      errors: [{ path: "accountSid", message: "goes with authToken, or with apiKey and apiSecret" }],
    });
  }
  throw validationProblem(own.error?.issues ?? []);
}

async function requireCredential({ var: { tenant } }: Scope, id: string): Promise<CredentialRow> {
  const row = await tenant.read((tx) => store.findCredential(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("credential");
  return row;
}

async function requireLocked(
  c: Scope,
  tx: Parameters<typeof store.lockCredential>[0],
  id: string,
  ifMatch: string | undefined,
) {
  const revision = expectedRevision(ifMatch);
  const row = await store.lockCredential(tx, c.var.tenant.orgId, id);
  if (row === undefined) throw notFound("credential");
  if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
  return row;
}

const mirrorOf = (c: Scope) => credentialMirror(requireWhole(c.env), c.var.database, c.var.tenant.orgId, c.var.log);
const etag = (row: CredentialRow) => ({ ETag: etagOf(row.revision) });
