import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { openAccount } from "@allokoli/shared/providers/account";
import type { SellingAccount } from "@allokoli/shared/providers/secrets";
import { smsOutcomeOf, type SmsOutcome } from "./outcome.ts";
import { handOver, type Sms, type SmsAddresses } from "./senders.ts";
import { listSenders } from "./store.ts";

export type SmsEnv = SealBindings & SmsAddresses;
export type SendSms = (sms: { to: string; text: string }) => Promise<SmsOutcome>;

/**
 * Sends a text message from one of the organization's own numbers: the newest that can. Never throws, and sends at most one: a
 * number is followed by the next only where its provider said that this one cannot send.
 * @param system the organization as the system has it: only the system reads the sealed accounts
 */
export const smsSender =
  (env: SmsEnv, system: Tenant, log: Pick<Log, "warn" | "error">): SendSms =>
  async ({ to, text }) => {
    const { orgId } = system;
    let last: SmsOutcome = { outcome: "refused", why: "sender", code: undefined };
    let senders: Sender[];
    try {
      senders = await openSenders(env, system);
    } catch (err) {
      log.error("SMS not begun", err, { orgId });
      return { outcome: "later" };
    }
    for (const { number, account } of senders) {
      last = await attempt(account, env, { from: number, to, text });
      if (last.outcome === "sent") return last;
      const { provider } = account;
      // Not the provider's sentence: it may have the number in it.
      const why = last.outcome === "refused" ? { why: last.why, code: last.code } : {};
      log.warn("SMS not sent", { orgId, provider, outcome: last.outcome, ...why });
      if (last.outcome !== "refused" || last.why !== "sender") return last;
    }
    return last;
  };

type Sender = { number: string; account: SellingAccount };

async function openSenders(env: SmsEnv, system: Tenant): Promise<Sender[]> {
  const { orgId } = system;
  const senders = await system.read((tx) => listSenders(tx, orgId));
  const opened = await Promise.all(
    senders.map(async ({ number, credentialId: id, sealed }) => ({
      number,
      account: await openAccount(env, orgId, { id, sealed }),
    })),
  );
  return opened.flatMap(({ number, account }) => (account.provider === "sip" ? [] : [{ number, account }]));
}

async function attempt(account: SellingAccount, env: SmsEnv, sms: Sms): Promise<SmsOutcome> {
  try {
    await handOver(account, env, sms);
    return { outcome: "sent" };
  } catch (err) {
    return smsOutcomeOf(account.provider, err);
  }
}
