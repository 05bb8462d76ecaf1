import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import type { Deployment } from "./deployment.ts";

const TIMEOUT_MS = 20_000;
const TRIES = 6;
const BETWEEN_TRIES_MS = 5_000;

type Place = Pick<Deployment, "settings" | "here" | "tools">;
/** Worker → the version that answers, where a deployment has two of them. */
export type Versions = Record<string, string>;

const Health = z.object({ status: z.string() });

/**
 * Asks how the API is, a few times: a part may be away for a moment.
 * @throws with the last answer
 */
export async function requireHealth({ settings, tools }: Place, versions: Versions = {}): Promise<void> {
  let last = "";
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (attempt > 1) await tools.wait(BETWEEN_TRIES_MS);
    try {
      const answer = await tools.fetch(`https://${settings.hosts.api}/healthz`, {
        headers: overrides(versions),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await answer.text();
      if (answer.ok && Health.parse(JSON.parse(text)).status === "ok") return;
      last = `it answers ${answer.status}: ${text.slice(0, 500)}`;
    } catch (err) {
      last = String(err);
    }
  }
  throw new Error(`https://${settings.hosts.api}/healthz is not well: ${last}`);
}

/**
 * What a new customer does: signs up, sees an organization, and has an event delivered. Leaves nothing behind.
 * @throws with the request that failed and its answer
 */
export async function smokeTest(place: Place, versions: Versions = {}): Promise<void> {
  const { settings, here, tools } = place;
  await requireHealth(place, versions);
  const auth = settings.supabase.url.replace(/\/$/, "");
  const api = `https://${settings.hosts.api}`;
  const secretKey = here["SUPABASE_SERVICE_ROLE_KEY"] ?? "";
  const admin = { apikey: secretKey, authorization: `Bearer ${secretKey}` };
  const email = `smoke-${randomUUID()}@${settings.mail.from.split("@")[1] ?? ""}`;
  const password = randomBytes(24).toString("base64url");
  const ask = asking(tools);

  const account = z
    .object({ id: z.uuid() })
    .parse(await ask("POST", `${auth}/auth/v1/admin/users`, admin, { email, password, email_confirm: true }));
  try {
    const key = { apikey: here["SUPABASE_ANON_KEY"] ?? "" };
    const session = await ask("POST", `${auth}/auth/v1/token?grant_type=password`, key, { email, password });
    const { access_token: token } = z.object({ access_token: z.string() }).parse(session);
    const person = { authorization: `Bearer ${token}`, ...overrides(versions) };
    const { memberships } = Me.parse(await ask("GET", `${api}/v1/me`, person));
    const [membership] = memberships;
    if (membership === undefined) throw new Error("A new account has no organization.");
    const { organization } = membership;
    try {
      // Answers anything: what counts is that a delivery left the house and got an answer.
      const webhook = { url: `${auth}/auth/v1/health`, eventTypes: ["call.ended"] };
      const { id } = z.object({ id: z.string() }).parse(await ask("POST", `${api}/v1/webhooks`, person, webhook));
      const { attempt } = Ping.parse(await ask("POST", `${api}/v1/webhooks/${id}/ping`, person));
      if (attempt.status === null) throw new Error(`A ping was not delivered: ${attempt.failure ?? "no answer"}.`);
    } finally {
      const name = new URLSearchParams({ name: organization.name });
      await ask("DELETE", `${api}/v1/organizations/${organization.id}?${name}`, person);
    }
  } finally {
    await ask("DELETE", `${auth}/auth/v1/admin/users/${account.id}`, admin);
  }
}

const Me = z.object({
  memberships: z.array(z.object({ organization: z.object({ id: z.string(), name: z.string() }) })),
});
const Ping = z.object({ attempt: z.object({ status: z.number().nullable(), failure: z.string().nullable() }) });

/** https://developers.cloudflare.com/workers/versions-and-deployments/version-overrides/ */
function overrides(versions: Versions): Record<string, string> {
  const pairs = Object.entries(versions).map(([name, id]) => `${name}="${id}"`);
  return pairs.length === 0 ? {} : { "cloudflare-workers-version-overrides": pairs.join(", ") };
}

const asking =
  (tools: Place["tools"]) =>
  async (method: string, url: string, headers: Record<string, string>, body?: object): Promise<unknown> => {
    const answer = await tools.fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    const { origin, pathname } = new URL(url);
    if (!answer.ok) throw new Error(`${method} ${origin}${pathname} answered ${answer.status}: ${text.slice(0, 500)}`);
    return text === "" ? undefined : JSON.parse(text);
  };
