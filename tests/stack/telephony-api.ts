import { expect, vi } from "vitest";
import type { Stack, Organization } from "../stack.ts";

/** The pause before an order or the mirror tries again, in the stacks of these tests. */
export const DELAY_MS = 200;
export const PATIENCE = { timeout: 20_000, interval: 50 };

export type PhoneNumber = {
  id: string;
  number: string;
  status: string;
  error: string | null;
  sync: { state: string };
  vapiPhoneNumberId: string;
};
type AtVapi = { id: string; number?: string; assistantId?: string; server?: { url: string }; twilioAuthToken?: string };
type Seller = "twilio" | "telnyx" | "vonage";

/** An organization's actions on its numbers, and their state at the providers and at Vapi. */
export function openTelephony(stack: Stack, owner: Organization) {
  const credentials = new Map<string, string>();

  const call = async (
    method: string,
    path: string,
    init: { json?: unknown; headers?: Record<string, string>; token?: string } = {},
  ) => {
    const answer = await stack.api(path, { token: owner.token, method, ...init });
    const text = await answer.text();
    const [etag, replayed] = [answer.headers.get("etag"), answer.headers.get("idempotent-replayed")];
    return { status: answer.status, etag, replayed, text, body: text === "" ? undefined : JSON.parse(text) };
  };

  /** The organization's credential at a provider, saved once. */
  async function credentialAt(provider: Seller): Promise<string> {
    const known = credentials.get(provider);
    if (known !== undefined) return known;
    const { twilio, telnyx, vonage } = stack.numbers.accounts;
    const secret = { twilio: { accountSid: twilio.accountSid, authToken: twilio.authToken }, telnyx, vonage }[provider];
    const saved = await call("POST", "/v1/telephony-credentials", { json: { provider, name: provider, ...secret } });
    expect(saved.status, saved.text).toBe(201);
    credentials.set(provider, saved.body.id);
    return saved.body.id;
  }

  /** A French number for sale at a provider. */
  async function offer(provider: Seller, type = "local"): Promise<string> {
    await credentialAt(provider);
    const { body } = await call("POST", "/v1/phone-numbers/search", { json: { country: "FR", type, limit: 50 } });
    const found = body.items.find((one: { provider: string }) => one.provider === provider);
    return found.number;
  }

  async function order(provider: Seller, extra: object = {}, headers: Record<string, string> = {}) {
    const credentialId = await credentialAt(provider);
    const json = { provider, name: "Accueil", credentialId, number: await offer(provider), ...extra };
    return { number: json.number, answer: await call("POST", "/v1/phone-numbers/provision", { json, headers }) };
  }

  /** A call to one of the numbers, once it is over, as Vapi has it. */
  async function ring(
    phoneNumberId: string,
    from?: string,
  ): Promise<{ id: string; assistantId?: string; endedReason?: string }> {
    const { id } = await stack.vapi.ring({ phoneNumberId, ...(from !== undefined && { from }) });
    await stack.vapi.knob("GET", `/calls/${String(id)}?until=over`);
    return (await (await stack.vapi.api(`/call/${String(id)}`)).json()) as { id: string };
  }

  const find = async (id: string): Promise<PhoneNumber> => (await call("GET", `/v1/phone-numbers/${id}`)).body;
  const active = (id: string) =>
    vi.waitFor(async () => {
      const number = await find(id);
      expect(number).toMatchObject({ status: "active", sync: { state: "synced" } });
      return number;
    }, PATIENCE);
  const atVapi = async (number: string): Promise<AtVapi[]> =>
    ((await (await stack.vapi.api("/phone-number?limit=1000")).json()) as AtVapi[]).filter(
      (one) => one.number === number,
    );
  const deedsOf = (number: string) =>
    stack.numbers
      .changes()
      .filter((one) => one.number === number)
      .map(({ change }) => change);

  return { call, credentialAt, offer, order, find, active, atVapi, deedsOf, ring };
}
