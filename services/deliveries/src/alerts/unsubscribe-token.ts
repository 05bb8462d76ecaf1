import type { SealBindings } from "@allokoli/shared/crypto/seal";
import { hmac, timingSafeEqual, toHex } from "@allokoli/shared/crypto/hmac";
import { ALERT_TOPICS, type AlertTopic } from "@allokoli/shared/db/schema/index";
import * as z from "zod";

/** What a link to unsubscribe is for: some kinds of mail, of one member's settings in one organization. */
export type Unsubscription = { orgId: string; linkId: string; topics: AlertTopic[] };

const Claims = z.tuple([z.uuid(), z.uuid(), z.string()]);
/** Two ids and every topic. */
const MAX_TOKEN = 400;

/**
 * Who has the token may turn those mails off, without signing in, as long as the membership lasts; nothing else. Signed
 * with a key of its own, made of the credentials key.
 */
export async function signUnsubscription(env: SealBindings, { orgId, linkId, topics }: Unsubscription) {
  const claims = [orgId, linkId, topics.join("+")].join(".");
  return `${claims}.${await macOf(env.CREDENTIALS_KEY, claims)}`;
}

/** What the token is for; undefined unless we signed it, with the key or a former one. */
export async function readUnsubscription(env: SealBindings, token: string): Promise<Unsubscription | undefined> {
  if (token.length > MAX_TOKEN) return undefined;
  const parts = token.split(".");
  const mac = parts.pop() ?? "";
  const claims = Claims.safeParse(parts);
  if (!claims.success) return undefined;
  const keys = [env.CREDENTIALS_KEY, ...(env.CREDENTIALS_OLD_KEYS ?? "").split(",").filter((key) => key !== "")];
  const macs = await Promise.all(keys.map((key) => macOf(key, parts.join("."))));
  const areEqual = await Promise.all(macs.map((ours) => timingSafeEqual(ours, mac)));
  if (!areEqual.includes(true)) return undefined;
  const [orgId, linkId, names] = claims.data;
  const topics = ALERT_TOPICS.filter((topic) => names.split("+").includes(topic));
  return { orgId, linkId, topics };
}

const macOf = async (key: string, claims: string) => toHex(await hmac(key, `allokoli/alerts-unsubscribe/v1/${claims}`));
