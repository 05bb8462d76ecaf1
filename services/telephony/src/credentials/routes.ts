import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { etagHeader } from "@allokoli/shared/http/etag";
import type { Tx } from "@allokoli/shared/db/tenant";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { validationProblem, type Scope, type ServiceEnv } from "@allokoli/shared/service/service";
import { given } from "@allokoli/shared/http/given";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import { authorOf, requireRole } from "../author.ts";
import { requireWhole, type Env } from "../env.ts";
import { SipSecret, TelnyxSecret, TwilioSecret, VonageSecret, type Account } from "@allokoli/shared/providers/secrets";
import * as contract from "./contract.ts";
import type { CreateTelephonyCredential } from "./contract.ts";
import { credentialMirror } from "./mirror.ts";
import { sealAccount } from "@allokoli/shared/providers/account";
import { requireGoodAccount } from "./open.ts";
import {
  countNumbers,
  credentialResource,
  makeNumbersDue,
  toColumns,
  toCredential,
  type CredentialRow,
} from "./store.ts";

export function routeCredentials(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listTelephonyCredentials, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor) };
    const rows = await tenant.read((tx) => credentialResource.list(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toCredential, positionOf), 200);
  });

  app.openapi(
    createRoute({ ...contract.createTelephonyCredential, middleware: [idempotent("admin")] as const }),
    async (c) => {
      await requireRole(c, "admin");
      const row = await create(c, c.var.creationId, c.req.valid("json"));
      return c.json(toCredential(row), 201, etagHeader(row));
    },
  );

  app.openapi(contract.getTelephonyCredential, async (c) => {
    const row = await requireCredential(c, c.req.valid("param").id);
    return c.json(toCredential(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateTelephonyCredential, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const { "if-match": ifMatch } = c.req.valid("header");
    const { name, ...fields } = given(c.req.valid("json"));
    const { provider } = await requireCredential(c, id, "admin");
    const env = requireWhole(c.env);
    const account = Object.keys(fields).length === 0 ? undefined : toAccount(provider, fields);
    if (account !== undefined) await requireGoodAccount(env, account);
    const secret = account && (await sealAccount(env, tenant.orgId, id, account));
    const isSecretChanged = secret !== undefined;
    const row = await mirrorOf(c).change(tenant, {
      id,
      ifMatch,
      author: authorOf(c),
      decide: () => ({
        values: { ...(name !== undefined && { name }), ...(secret && toColumns(secret)) },
        isMirrored: isSecretChanged && isAtVapi(provider),
        isForced: true,
        detail: { name, isSecretChanged },
        also: async (tx) => {
          // Vapi stores the secret with each number.
          if (isSecretChanged && !isAtVapi(provider)) await makeNumbersDue(tx, tenant.orgId, id, new Date());
        },
      }),
    });
    return c.json(toCredential(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteTelephonyCredential, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const requireUnused = async (tx: Tx, { orgId }: CredentialRow) => {
      const numbers = await countNumbers(tx, orgId, id);
      if (numbers === 0) return;
      throw new Problem("conflict", { detail: `Release its numbers first: there are ${numbers} in this account.` });
    };
    await mirrorOf(c).remove(c.var.tenant, { id, ifMatch, author: authorOf(c), requireUnused });
    return c.body(null, 204);
  });
}

/** Vapi stores Twilio's secrets with each number, and does not have the account itself. */
const isAtVapi = (provider: CredentialRow["provider"]) => provider !== "twilio";

async function create(c: Scope<Env>, id: string, input: CreateTelephonyCredential): Promise<CredentialRow> {
  const env = requireWhole(c.env);
  const { tenant } = c.var;
  const { provider, name, ...fields } = given(input);
  const account = toAccount(provider, fields);
  await requireGoodAccount(env, account);
  return mirrorOf(c).create(tenant, {
    id,
    values: { provider, name, ...toColumns(await sealAccount(env, tenant.orgId, id, account)) },
    isMirrored: isAtVapi(provider),
    detail: { provider, name },
    author: authorOf(c),
  });
}

const SECRETS = { twilio: TwilioSecret, telnyx: TelnyxSecret, vonage: VonageSecret, sip: SipSecret } as const;
const Secret = z.discriminatedUnion("provider", [
  z.object({ provider: z.literal("twilio"), secret: SECRETS.twilio }),
  z.object({ provider: z.literal("telnyx"), secret: SECRETS.telnyx }),
  z.object({ provider: z.literal("vonage"), secret: SECRETS.vonage }),
  z.object({ provider: z.literal("sip"), secret: SECRETS.sip }),
]);

/** The fields as an account of that provider. @throws {Problem} `validation_failed` naming missing or surplus fields */
function toAccount(provider: CredentialRow["provider"], secret: object): Account {
  const parsed = Secret.safeParse({ provider, secret });
  if (parsed.success) return parsed.data;
  const own = SECRETS[provider].safeParse(secret);
  const [first] = own.error?.issues ?? [];
  // A union only reports that no branch fits: Twilio's takes a token, or a key and its secret.
  if (first?.code === "invalid_union") {
    throw new Problem("validation_failed", {
      errors: [{ path: "accountSid", message: "goes with authToken, or with apiKey and apiSecret" }],
    });
  }
  throw validationProblem(own.error?.issues ?? []);
}

async function requireCredential(
  { var: { tenant } }: Scope<Env>,
  id: string,
  role?: MemberRole,
): Promise<CredentialRow> {
  const row = await tenant.read((tx) => credentialResource.find(tx, tenant.orgId, id), role);
  if (row === undefined) throw notFound(credentialResource.name);
  return row;
}

const mirrorOf = (c: Scope<Env>) =>
  credentialMirror(requireWhole(c.env), c.var.database, c.var.tenant.orgId, c.var.log);
