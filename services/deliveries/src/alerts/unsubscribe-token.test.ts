import { expect, test } from "vitest";
import { readUnsubscription, signUnsubscription, type Unsubscription } from "./unsubscribe-token.ts";

const env = { CREDENTIALS_KEY: btoa("k".repeat(32)) };
const claims: Unsubscription = {
  orgId: "0199a1ef-0000-7000-8000-000000000001",
  linkId: "0199a1ef-0000-7000-8000-000000000002",
  topics: ["missed-call", "digest"],
};

test("a link says what it was signed for, also after the key was changed", async () => {
  const token = await signUnsubscription(env, claims);
  expect(await readUnsubscription(env, token)).toEqual(claims);
  const renewed = { CREDENTIALS_KEY: btoa("n".repeat(32)), CREDENTIALS_OLD_KEYS: env.CREDENTIALS_KEY };
  expect(await readUnsubscription(renewed, token)).toEqual(claims);
  expect(await readUnsubscription({ CREDENTIALS_KEY: renewed.CREDENTIALS_KEY }, token)).toBeUndefined();
});

test("a changed link is no link: other settings, another organization, more mails, no signature", async () => {
  const token = await signUnsubscription(env, claims);
  const [org = "", link = "", topics = "", mac = ""] = token.split(".");
  for (const forged of [
    [link, link, topics, mac],
    [org, org, topics, mac],
    [org, link, "message", mac],
    [org, link, topics, ""],
    [org, link, topics, mac.replace(/.$/, (last) => (last === "0" ? "1" : "0"))],
    [org, link, topics],
    [org, link, topics, mac, mac],
    ["' or true --", link, topics, mac],
    ["x".repeat(5000)],
    [""],
  ])
    expect(await readUnsubscription(env, forged.join(".")), forged.join(".").slice(0, 80)).toBeUndefined();
});
