import { exportJWK, generateKeyPair, SignJWT } from "jose";
import document from "../../openapi.json" with { type: "json" };
import { openFixture } from "../../../../packages/shared/src/db/testing/fixture.ts";
import { isApiKey } from "../auth/api-key-secret.ts";
import { toKeys } from "../auth/fetch-keys.ts";
import { createGateway } from "../gateway.ts";

export type GatewayRequest = {
  /** A person's id, or an API key. */
  as: string;
  method?: string;
  json?: object;
  headers?: Record<string, string>;
  databaseUrl?: string;
};

/** The gateway's own resources over a real database; the services behind it are not there. */
export type OwnGateway = Awaited<ReturnType<typeof openOwnGateway>>;

export async function openOwnGateway() {
  const fixture = await openFixture();
  // Owners whose address nobody has verified invite nobody.
  await fixture.superuser.query("update auth.users set email_confirmed_at = now() where id = any ($1)", [
    Object.values(fixture.people),
  ]);
  const pair = await generateKeyPair("ES256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "key", alg: "ES256" }] };
  const silent = () => ({ info: () => undefined, warn: () => undefined, error: () => undefined });
  const gateway = createGateway({ document, fetchKeys: () => toKeys(jwks), createLog: silent });
  const background: Promise<unknown>[] = [];
  const unlimited = { limit: async () => ({ success: true }) };

  const tokenOf = (userId: string) =>
    new SignJWT({ role: "authenticated", email: "in-the-token@example.fr" })
      .setProtectedHeader({ alg: "ES256", kid: "key" })
      .setIssuer("http://auth.test/auth/v1")
      .setAudience("authenticated")
      .setSubject(userId)
      .setExpirationTime("1h")
      .sign(pair.privateKey);

  async function ask(
    path: string,
    { as, method = "GET", json, headers = {}, databaseUrl = fixture.appUrl }: GatewayRequest,
  ) {
    const token = isApiKey(as) ? as : await tokenOf(as);
    const env = {
      SUPABASE_URL: "http://auth.test",
      SUPABASE_SERVICE_ROLE_KEY: "service-role-key",
      SITE_URL: "http://site.test",
      CORS_ORIGINS: "",
      HYPERDRIVE: { connectionString: databaseUrl },
      RATE_LIMIT: unlimited,
      RATE_LIMIT_PRO: unlimited,
      RATE_LIMIT_BUSINESS: unlimited,
      RATE_LIMIT_HALF: unlimited,
      RATE_LIMIT_HALF_PRO: unlimited,
      RATE_LIMIT_HALF_BUSINESS: unlimited,
    };
    const context = {
      waitUntil: (work: Promise<unknown>) => void background.push(work),
      passThroughOnException: () => undefined,
      props: {},
    };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const response = await gateway.request(
      path,
      {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        ...body,
      },
      env,
      context,
    );
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get("etag"),
      replayed: response.headers.get("idempotent-replayed"),
      // The API answers an object, or nothing.
      body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  }

  return {
    fixture,
    ask,
    /** The header that picks the organization. */
    here: { "x-organization-id": fixture.orgId },
    async auditOf(orgId: string) {
      const { rows } = await fixture.superuser.query(
        "select action, actor_id, actor_kind, request_id, detail from audit_log where org_id = $1 order by created_at, id",
        [orgId],
      );
      return rows;
    },
    /** What goes on after the answers is done. */
    settled: () => Promise.all(background),
    async close() {
      await Promise.all(background);
      await fixture.close();
    },
  };
}
