import { ACCOUNTS, startNumbers, type RunningNumbers } from "@allokoli/emulators/numbers/server";
import { connect, type Database } from "@allokoli/shared/db/connect";
import type { AlertKind } from "@allokoli/shared/db/schema/index";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { sealAccount } from "@allokoli/shared/providers/account";
import type { Account } from "@allokoli/shared/providers/secrets";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sendAlerts, type SendDeps } from "./send-alerts.ts";
import { EVENT_TYPE_WORDS } from "../event-types/words.ts";
import { dispatchEvents } from "../outbox/outbox.ts";
import type { SmsOutcome } from "../sms/outcome.ts";
import { smsSender } from "../sms/send-sms.ts";

const MOBILE = "+33639981234";
const KEY = { CREDENTIALS_KEY: Buffer.alloc(32, 1).toString("base64") };
const quiet = { warn: () => undefined, error: () => undefined };

let fixture: Fixture;
let database: Database;
let mails: string[];
let texts: { to: string; text: string }[];
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  await fixture.superuser.query("update auth.users set email_confirmed_at = now()");
});
beforeEach(async () => {
  [mails, texts] = [[], []];
  await fixture.superuser.query(
    "truncate events, alerts, alert_settings, phone_numbers, telephony_credentials cascade",
  );
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await fixture.superuser.query<Row>(text, values)).rows;
const tenant = () => systemTenant(database, fixture.orgId);

describe("alerts by SMS", () => {
  type Wanted = { sms?: AlertKind[]; mail?: AlertKind[]; mobile?: string; isVerified?: boolean };
  const want = (person: "owner" | "member", wanted: Wanted) =>
    query(
      `insert into alert_settings (org_id, user_id, sms, mail, mobile, mobile_verified_at) values ($1, $2, $3, $4, $5, $6)`,
      [
        fixture.orgId,
        fixture.people[person],
        wanted.sms ?? ["urgent-message"],
        wanted.mail ?? [],
        wanted.mobile ?? MOBILE,
        wanted.isVerified === false ? null : new Date(),
      ],
    );
  async function take(count = 1, isUrgent = true) {
    const data = { ...EVENT_TYPE_WORDS["caller-message.taken"].example, isUrgent };
    await query(
      `insert into events (org_id, type, resource_type, resource_id, data)
       select $1, 'caller-message.taken', 'caller-message', gen_random_uuid(), $2 from generate_series(1, $3::int)`,
      [fixture.orgId, data, count],
    );
    await dispatchEvents(tenant());
  }
  const send = (sendSms?: SendDeps["sendSms"], on = database) =>
    sendAlerts({
      tenant: systemTenant(on, fixture.orgId),
      send: async (to) => void mails.push(to),
      sendSms: async (sms) => {
        const outcome: SmsOutcome = (await sendSms?.(sms)) ?? { outcome: "sent" };
        if (outcome.outcome === "sent") texts.push(sms);
        return outcome;
      },
      sign: async () => "token",
      siteUrl: "https://allokoli.example",
      apiUrl: "https://api.allokoli.example",
      now: Date.now,
      log: quiet,
    });
  const states = async () =>
    (await query<{ channel: string; state: string }>("select channel, state from alerts order by id")).map(
      ({ channel, state }) => `${channel} ${state}`,
    );
  const passTime = (by: string) =>
    query("update alerts set next_attempt_at = next_attempt_at - $1::interval, sent_at = sent_at - $1::interval", [by]);

  it("go to the verified number, once, beside the mail and never with a word of the caller's", async () => {
    await want("owner", { mail: ["message"] });
    await query("update alert_settings set includes_words = true");
    await take();
    await take(1, false);
    await send();
    await dispatchEvents(tenant());
    await send();
    expect(texts).toEqual([{ to: MOBILE, text: expect.stringMatching(/^Message urgent de \+33 6 39 98 12 34 à /) }]);
    expect(JSON.stringify(texts)).not.toMatch(/Lefèvre|traitement/);
    expect(mails).toHaveLength(2);
    expect((await states()).toSorted()).toEqual(["mail sent", "mail sent", "sms sent"]);
  });

  it("go to nobody whose number is not verified, who changed their mind, or who left", async () => {
    await want("owner", { isVerified: false });
    await take();
    expect(await states()).toEqual([]);
    await query("update alert_settings set mobile_verified_at = now()");
    await take();
    // Another number, whose code has not come back.
    await query("update alert_settings set mobile = '+33639985678', mobile_verified_at = null");
    await send();
    await query("update alert_settings set mobile_verified_at = now()");
    await take();
    await query("update alert_settings set sms = '{missed-call}'");
    await send();
    await want("member", {});
    await take();
    const who = [fixture.orgId, fixture.people.member];
    await query("delete from memberships where org_id = $1 and user_id = $2", who);
    await send();
    await query("insert into memberships (org_id, user_id, role) values ($1, $2, 'member')", who);
    expect([texts, await states()]).toEqual([[], ["sms dropped", "sms dropped"]]);
  });

  it("are tried again only when they surely were not sent", async () => {
    await want("owner", {});
    await take();
    await send(async () => ({ outcome: "later" }));
    await send();
    expect([texts, await states()]).toEqual([[], ["sms waiting"]]);
    await passTime("1 minute");
    await send();
    expect(texts).toHaveLength(1);
    await take();
    await send(async () => ({ outcome: "unknown" }));
    await passTime("1 day");
    await send();
    expect([texts.length, await states()]).toEqual([1, ["sms sent", "sms unknown"]]);
  });

  it("are not sent twice by two that send at once, nor after a crash in the middle", async () => {
    await want("owner", {});
    await take(3);
    const other = connect(fixture.appUrl);
    await Promise.all([send(), send(undefined, other)]);
    await other.close();
    expect(texts).toHaveLength(3);
    await take();
    await query(
      "update alerts set state = 'sending', mail_id = gen_random_uuid(), sent_at = now() where state = 'waiting'",
    );
    await send();
    await passTime("11 minutes");
    await send();
    expect([texts.length, (await states()).at(-1)]).toEqual([3, "sms unknown"]);
  });

  it("end when the provider refuses for good, and come by mail from that one on", async () => {
    await want("owner", { sms: ["urgent-message", "missed-call"], mail: ["limit-near"] });
    await take(2);
    let tried = 0;
    await send(async () => {
      tried += 1;
      return { outcome: "refused", why: "stopped", code: "21610" };
    });
    // In the same run.
    expect([tried, mails.length]).toEqual([1, 2]);
    await take();
    await send();
    expect([texts, mails.length]).toEqual([[], 3]);
    const [settings] = await query<{ mail: string[]; sms_refusal: string }>(
      "select mail, sms_refusal from alert_settings",
    );
    expect(settings?.sms_refusal).toBe("stopped");
    expect(settings?.mail.toSorted()).toEqual(["limit-near", "missed-call", "urgent-message"]);
    // Whoever has the same alert by mail anyway has it once.
    await query("update alert_settings set sms_refusal = null");
    await take();
    await send(async () => ({ outcome: "refused", why: "account", code: undefined }));
    await send();
    expect(mails).toHaveLength(4);
  });

  it("are six an hour for a member, gathered from the fifth on, and fifty a day for an organization", async () => {
    await want("owner", { sms: ["message"] });
    for (let n = 0; n < 4; n++) {
      await take();
      await send();
    }
    await take(7);
    expect((await send())?.getTime()).toBeGreaterThan(Date.now());
    expect(texts).toHaveLength(4);
    await passTime("30 minutes");
    await send();
    expect(texts.at(-1)?.text).toMatch(/^7 messages urgents\. https/);
    const [row] = await query<{ id: string }>("select id from alerts limit 1");
    await query(
      `insert into alerts (org_id, user_id, channel, topic, cause_id, event_id, state, mail_id, sent_at)
       select org_id, user_id, channel, topic, gen_random_uuid(), event_id, 'sent', gen_random_uuid(), now() - interval '2 hours'
       from alerts, generate_series(1, 45) where id = $1`,
      [row?.id],
    );
    await passTime("1 hour");
    await take();
    const next = await send();
    expect([texts.length, (await states()).at(-1)]).toEqual([5, "sms waiting"]);
    expect(next?.getTime()).toBeGreaterThan(Date.now() + 20 * 60 * 60_000);
  });
});

describe("the number that an SMS goes out from", () => {
  let numbers: RunningNumbers;
  beforeAll(async () => {
    numbers = await startNumbers({ port: 0 });
    const { accountSid, authToken } = ACCOUNTS.twilio;
    for (const number of ["+33199001000", "+33639981000", "+33639981037"])
      await fetch(`${numbers.url}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
        body: new URLSearchParams({ PhoneNumber: number, AddressSid: "AD1" }),
      });
  });
  afterAll(() => numbers.close());

  const TWILIO: Account = {
    provider: "twilio",
    secret: { accountSid: ACCOUNTS.twilio.accountSid, authToken: ACCOUNTS.twilio.authToken },
  };
  async function addAccount(orgId: string, account = TWILIO) {
    const id = randomUUID();
    const { sealed, masked } = await sealAccount(KEY, orgId, id, account);
    await query(
      `insert into telephony_credentials (id, org_id, name, provider, sealed, key_id, masked) values ($1, $2, 'x', $3, $4, $5, $6)`,
      [id, orgId, account.provider, sealed.text, sealed.keyId, masked],
    );
    return id;
  }
  const addNumber = (orgId: string, credentialId: string | null, number: string, more = "order_state = 'done'") =>
    query(
      `with added as (
         insert into phone_numbers (org_id, name, provider, number, credential_id, order_state)
         values ($1, 'x', 'twilio', $2, $3, 'done') returning id
       ) select id from added`,
      [orgId, number, credentialId],
    ).then(() => query(`update phone_numbers set ${more} where org_id = $1 and number = $2`, [orgId, number]));
  const send = () => {
    const { url } = numbers;
    const env = { ...KEY, TWILIO_BASE_URL: url, TELNYX_BASE_URL: url, VONAGE_MESSAGES_BASE_URL: url };
    return smsSender(env, tenant(), quiet)({ to: MOBILE, text: "Essai" });
  };
  const last = () => numbers.texts().at(-1)?.from;

  it("is the organization's newest that can, and never one that is not in use or another organization's", async () => {
    const { orgId, otherOrgId } = fixture;
    await addNumber(otherOrgId, await addAccount(otherOrgId), "+33639981000");
    expect(await send()).toMatchObject({ outcome: "refused", why: "sender" });
    const account = await addAccount(orgId);
    await addNumber(orgId, account, "+33639981000", "order_state = 'held'");
    expect(await send()).toMatchObject({ outcome: "refused", why: "sender" });
    await query(
      "update phone_numbers set order_state = 'done', created_at = now() - interval '1 day' where org_id = $1",
      [orgId],
    );
    expect([await send(), last()]).toEqual([{ outcome: "sent" }, "+33639981000"]);
    await addNumber(orgId, account, "+33639981037");
    expect([await send(), last()]).toEqual([{ outcome: "sent" }, "+33639981037"]);
    // A landline that is newer still cannot send: the next does.
    await addNumber(orgId, account, "+33199001000", "created_at = now() + interval '1 minute'");
    expect([await send(), last()]).toEqual([{ outcome: "sent" }, "+33639981037"]);
    expect(numbers.texts()).toHaveLength(3);
    await query("update phone_numbers set deleted_at = now() where org_id = $1 and number like '+336%'", [orgId]);
    expect(await send()).toEqual({ outcome: "refused", why: "sender", code: "21606" });
  });

  it("is none of a trunk or of the voice provider's own", async () => {
    const { orgId } = fixture;
    await addNumber(
      orgId,
      await addAccount(orgId, { provider: "sip", secret: { gateway: "sip.example" } }),
      "+33199001000",
    );
    await addNumber(orgId, null, "+17015550101");
    expect(await send()).toMatchObject({ outcome: "refused", why: "sender" });
  });

  it("is not asked at all when the account cannot be opened: nothing was sent, so it may be later", async () => {
    const { orgId } = fixture;
    const account = await addAccount(orgId);
    await addNumber(orgId, account, "+33639981000");
    await query("update telephony_credentials set key_id = 'gone'");
    expect(await send()).toEqual({ outcome: "later" });
  });
});
