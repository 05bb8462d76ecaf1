import { hmac, organizationSecret, toHex } from "@allokoli/shared/crypto/hmac";
import { expect, it } from "vitest";
import { requireAuthentic, type Keys } from "./authenticate.ts";

const KEYS: Keys = { masters: ["new master", "master before"], hmac: "hmac key" };
const ORG = "0198c2a4-0000-7000-8000-00000000000a";
const OTHER = "0198c2a4-0000-7000-8000-00000000000b";
const NOW_MS = 1_786_546_871_433;
const BODY = JSON.stringify({ message: { type: "hang", call: { id: "vapi-call" } } });

type Headers = Record<string, string>;
const judge = (headers: Headers, { body = BODY, orgId = ORG, keys = KEYS } = {}) =>
  requireAuthentic(new Request("https://api.example.org/", { headers }), body, orgId, keys, NOW_MS);
async function signed(body: string, sentMs = NOW_MS, key = "hmac key"): Promise<Headers> {
  const timestamp = String(sentMs);
  return { "x-timestamp": timestamp, "x-signature": toHex(await hmac(key, `${timestamp}.${body}`)) };
}
const secret = async (master: string, orgId = ORG) => ({ "x-vapi-secret": await organizationSecret(master, orgId) });

it("believes the organization's secret, of either master, and a signature", async () => {
  await judge(await secret("new master"));
  await judge(await secret("master before"));
  await judge({ authorization: `Bearer ${await organizationSecret("new master", ORG)}` });
  await judge(await signed(BODY));
});

it.each<[string, () => Promise<void>]>([
  ["nothing", () => judge({})],
  ["an empty secret", () => judge({ "x-vapi-secret": "" })],
  ["the master secret", () => judge({ "x-vapi-secret": "new master" })],
  ["another organization's secret", async () => judge(await secret("new master", OTHER))],
  ["its own for another organization", async () => judge(await secret("new master"), { orgId: OTHER })],
  ["another organization's secret of before", async () => judge(await secret("master before", OTHER))],
  ["a secret of a master that is no more", async () => judge(await secret("older"))],
  ["a signature under another key", async () => judge(await signed(BODY, NOW_MS, "another"))],
  ["a signature of another body", async () => judge(await signed(BODY), { body: BODY.replace("hang", "ping") })],
  ["an old signature", async () => judge(await signed(BODY, NOW_MS - 301_000))],
  ["a signature without its time", async () => judge({ "x-signature": (await signed(BODY))["x-signature"] ?? "" })],
  ["a good signature beside a wrong secret", async () => judge({ ...(await signed(BODY)), "x-vapi-secret": "wrong" })],
  [
    "a signature where no key is configured",
    async () => judge(await signed(BODY), { keys: { ...KEYS, hmac: undefined } }),
  ],
  [
    "a signature with the empty key",
    async () => judge(await signed(BODY, NOW_MS, " "), { keys: { ...KEYS, hmac: "" } }),
  ],
])("does not believe %s", async (_what, judged) => {
  await expect(judged()).rejects.toMatchObject({ code: "unauthorized" });
});
