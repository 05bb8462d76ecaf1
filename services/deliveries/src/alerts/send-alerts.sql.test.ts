import { connect, type Database } from "@allokoli/shared/db/connect";
import type { AlertKind } from "@allokoli/shared/db/schema/index";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { system, systemTenant } from "@allokoli/shared/db/tenant";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EVENT_TYPE_WORDS } from "../event-types/words.ts";
import { clearExpired, waitingOrganizations } from "../outbox/store.ts";
import { dispatchEvents } from "../outbox/outbox.ts";
import type { Mail } from "./mail.ts";
import { sendAlerts, type SendDeps } from "./send-alerts.ts";

let fixture: Fixture;
let database: Database;
let sent: { to: string; mail: Mail }[];

beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  await fixture.superuser.query("update auth.users set email_confirmed_at = now()");
});
beforeEach(async () => {
  sent = [];
  await fixture.superuser.query("truncate events, alerts, alert_settings, caller_messages, calls cascade");
  await fixture.superuser.query("update profiles set locale = 'fr'");
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await fixture.superuser.query<Row>(text, values)).rows;
const tenant = () => systemTenant(database, fixture.orgId);

type Wanted = { mail?: AlertKind[]; words?: boolean; digestHour?: number };
const want = (person: "owner" | "member", { mail = [], words = false, digestHour }: Wanted) =>
  query("insert into alert_settings (org_id, user_id, mail, includes_words, digest_hour) values ($1, $2, $3, $4, $5)", [
    fixture.orgId,
    fixture.people[person],
    mail,
    words,
    digestHour ?? null,
  ]);
/** Messages of callers, told and queued. */
async function take(count = 1, more: object = {}) {
  const data = { ...EVENT_TYPE_WORDS["caller-message.taken"].example, ...more };
  await query(
    `insert into events (org_id, type, resource_type, resource_id, data)
     select $1, 'caller-message.taken', 'caller-message', gen_random_uuid(), $2 from generate_series(1, $3::int)`,
    [fixture.orgId, data, count],
  );
  await dispatchEvents(tenant());
}
const send = (how?: SendDeps["send"]) =>
  sendAlerts({
    tenant: tenant(),
    send: async (to, mail) => {
      await how?.(to, mail);
      sent.push({ to, mail });
    },
    sendSms: async () => ({ outcome: "sent" }),
    sign: async ({ topics }) => topics.join("+"),
    siteUrl: "https://allokoli.fr",
    apiUrl: "https://api.allokoli.fr",
    now: Date.now,
    log: { warn: () => undefined, error: () => undefined },
  });
const states = async () =>
  (await query<{ state: string }>("select state from alerts order by id")).map((row) => row.state);
const failing = (code?: string) => async () => {
  throw Object.assign(new Error("no"), code === undefined ? {} : { code });
};
const passTime = (by: string) =>
  query(`update alerts set next_attempt_at = next_attempt_at - $1::interval, sent_at = sent_at - $1::interval`, [by]);

describe("a mail about an event", () => {
  it("goes to each who wants it, once, in their language, and says no word that the caller spoke unless chosen", async () => {
    await want("owner", { mail: ["message"] });
    await want("member", { mail: ["message"], words: true });
    await query("update profiles set locale = 'en' where user_id = $1", [fixture.people.member]);
    await take();
    await send();
    await send();
    expect(sent.map(({ to }) => to).toSorted()).toEqual(["member@example.fr", "owner@example.fr"]);
    const mailTo = (to: string) => sent.find((one) => one.to === to)?.mail;
    expect(mailTo("owner@example.fr")?.subject).toMatch(/^Nouveau message de \+33 6 39 98 12 34 · /);
    expect(JSON.stringify(mailTo("owner@example.fr"))).not.toMatch(/Lefèvre|ordonnance|traitement/);
    expect(mailTo("member@example.fr")?.text).toContain("Il me reste trois jours de traitement.");
    expect(mailTo("member@example.fr")?.subject).toMatch(/^New message from /);
    expect(await states()).toEqual(["sent", "sent"]);
  });

  it("goes to nobody who left, who changed their mind, or whose address is not confirmed", async () => {
    await want("owner", { mail: ["message"] });
    await want("member", { mail: ["message"] });
    await take();
    await query("update alert_settings set mail = '{missed-call}' where user_id = $1", [fixture.people.owner]);
    const who = [fixture.orgId, fixture.people.member];
    await query("delete from memberships where org_id = $1 and user_id = $2", who);
    await send();
    await query("insert into memberships (org_id, user_id, role) values ($1, $2, 'member')", who);
    expect([sent, await states()]).toEqual([[], ["dropped"]]);
    await query("update alert_settings set mail = '{message}'");
    await query("update auth.users set email_confirmed_at = null where id = $1", [fixture.people.owner]);
    await take();
    await send();
    await query("update auth.users set email_confirmed_at = now()");
    expect([sent, await states()]).toEqual([[], ["dropped", "failed"]]);
  });

  it("is tried again when it surely was not sent, until that is of no use", async () => {
    await want("owner", { mail: ["message"] });
    await take();
    expect((await send(failing("E_RATE_LIMIT_EXCEEDED")))?.getTime()).toBeGreaterThan(Date.now());
    expect(await states()).toEqual(["waiting"]);
    expect((await send())?.getTime()).toBeGreaterThan(Date.now());
    expect(sent).toEqual([]);
    await passTime("1 minute");
    await send();
    await send();
    expect([sent.length, await states()]).toEqual([1, ["sent"]]);
    await take();
    for (let tries = 0; tries < 6; tries++) {
      await send(failing("E_DAILY_LIMIT_EXCEEDED"));
      await passTime("1 day");
    }
    expect([sent.length, await states()]).toEqual([1, ["sent", "failed"]]);
  });

  it("is never tried again when nobody knows what became of it, or when it is refused", async () => {
    await want("owner", { mail: ["message"] });
    for (const code of [undefined, "E_DELIVERY_FAILED", "E_RECIPIENT_SUPPRESSED"]) {
      await take();
      await send(failing(code));
    }
    await passTime("1 day");
    await send();
    expect([sent, await states()]).toEqual([[], ["unknown", "unknown", "failed"]]);
  });

  it("is not sent twice by two that send at once, nor after a crash in the middle, which the sweep finds", async () => {
    await want("owner", { mail: ["message"] });
    await take(3);
    const other = connect(fixture.appUrl);
    await Promise.all([send(), sendAlerts({ ...depsOf(other) })]);
    await other.close();
    expect(sent).toHaveLength(3);
    await take();
    await query(
      "update alerts set state = 'sending', mail_id = gen_random_uuid(), sent_at = now() where state = 'waiting'",
    );
    await send();
    const waits = () => system(database).read((tx) => waitingOrganizations(tx, null, 10));
    expect(await waits()).toEqual([]);
    await passTime("11 minutes");
    expect(await waits()).toEqual([fixture.orgId]);
    await send();
    expect([sent.length, await states()]).toEqual([3, ["sent", "sent", "sent", "unknown"]]);
    expect(await waits()).toEqual([]);
  });
  const depsOf = (on: Database): SendDeps => ({
    tenant: systemTenant(on, fixture.orgId),
    send: async (to, mail) => void sent.push({ to, mail }),
    sendSms: async () => ({ outcome: "sent" }),
    sign: async () => "",
    siteUrl: "https://allokoli.fr",
    apiUrl: "https://api.allokoli.fr",
    now: Date.now,
    log: { warn: () => undefined, error: () => undefined },
  });

  it("gathers a flood, and what comes after it a quarter of an hour at a time", async () => {
    await want("owner", { mail: ["message"], words: true });
    await take(500);
    await send();
    expect(sent.map(({ mail }) => mail.subject)).toEqual([expect.stringMatching(/^500 messages · /)]);
    expect(sent[0]?.mail.text).not.toContain("traitement");
    for (let n = 0; n < 12; n++) {
      await take();
      await send();
    }
    expect(sent).toHaveLength(10);
    expect((await send())?.getTime()).toBeGreaterThan(Date.now());
    await passTime("15 minutes");
    await send();
    expect(sent.at(-1)?.mail.subject).toMatch(/^3 messages · /);
    expect(new Set(await states())).toEqual(new Set(["sent"]));
  });

  it("is forgotten after thirty days", async () => {
    await want("owner", { mail: ["message"] });
    await take(2);
    await query(
      "update alerts set created_at = now() - interval '31 days' where ctid = (select min(ctid) from alerts)",
    );
    await system(database).write((tx) => clearExpired(tx, 100));
    expect(await states()).toHaveLength(1);
  });
});

describe("the daily digest", () => {
  // A second ago, because the column has milliseconds and rounds up.
  const isDue = () => query("update alert_settings set digest_at = now() - interval '1 second'");
  const yesterday = async (zone = "Europe/Paris") =>
    (
      await query<{ at: Date }>(
        "select (date_trunc('day', now() at time zone $1) - interval '1 hour') at time zone $1 as at",
        [zone],
      )
    )[0]?.at;

  it("has the day before on the organization's clock and what is left, once a day, and comes again the next", async () => {
    await want("owner", { digestHour: 8 });
    const at = await yesterday();
    await query(
      `insert into calls (org_id, direction, status, created_at, started_at, duration_ms, ended_family) values
       ($1, 'inbound', 'ended', $2, $2, 90000, null), ($1, 'inbound', 'ended', $2, null, null, null),
       ($1, 'inbound', 'ended', $2, null, null, 'blocked'),
       ($1, 'inbound', 'ended', now(), now(), 60000, null), ($1, 'web', 'ended', $2, $2, 60000, null)`,
      [fixture.orgId, at],
    );
    await query(
      "insert into caller_messages (org_id, tool_call_id, body, is_urgent, created_at) values ($1, 't', 'x', true, $2)",
      [fixture.orgId, at],
    );
    await isDue();
    await send();
    await isDue();
    await send();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.mail.text).toContain("2 appels, 2 minutes au téléphone\n\n1 appel manqué\n\n1 message laissé");
    expect(sent[0]?.mail.text).toContain("À faire : 1 message à traiter, dont 1 urgent");
    const [next] = await query<{ at: Date; hour: string }>(
      "select digest_at as at, to_char(digest_at at time zone 'Europe/Paris', 'HH24:MI') as hour from alert_settings",
    );
    expect([next?.hour, (next?.at.getTime() ?? 0) > Date.now()]).toEqual(["08:00", true]);
  });

  it("is not sent after a day on which nothing happened, nor to who took it back", async () => {
    await want("owner", { digestHour: 8 });
    await isDue();
    await send();
    expect([sent, await states()]).toEqual([[], ["dropped"]]);
    await query("update alert_settings set digest_hour = null");
    expect(await query("select 1 from alert_settings where digest_at is not null")).toEqual([]);
  });

  it("is found by the sweep when it is due", async () => {
    await want("owner", { digestHour: 8 });
    const waits = () => system(database).read((tx) => waitingOrganizations(tx, null, 10));
    expect(await waits()).toEqual([]);
    await isDue();
    expect(await waits()).toEqual([fixture.orgId]);
  });

  it("comes at its hour on every clock, when clocks change too, and follows the organization to another zone", async () => {
    const nextHour = async (zone: string, hour: number, after: string) =>
      (await query<{ at: Date }>("select app.next_hour($1, $2, $3) as at", [zone, hour, after]))[0]?.at.toISOString();
    expect(await nextHour("Europe/Paris", 8, "2026-03-28T07:00:00Z")).toBe("2026-03-29T06:00:00.000Z");
    // 2:00 does not exist on that day, and exists twice on this.
    expect(await nextHour("Europe/Paris", 2, "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    const once = await nextHour("Europe/Paris", 2, "2026-10-24T12:00:00Z");
    expect(await nextHour("Europe/Paris", 2, String(once))).toBe("2026-10-26T01:00:00.000Z");
    expect(await nextHour("America/Martinique", 8, "2026-11-27T11:59:59Z")).toBe("2026-11-27T12:00:00.000Z");
    expect(await nextHour("America/Martinique", 8, "2026-11-27T12:00:00Z")).toBe("2026-11-28T12:00:00.000Z");
    await want("owner", { digestHour: 8 });
    const hourIn = async (zone: string) =>
      (
        await query<{ hour: string }>(
          "select to_char(digest_at at time zone $1, 'HH24:MI') as hour from alert_settings",
          [zone],
        )
      )[0]?.hour;
    await query("update organizations set time_zone = 'America/Martinique' where id = $1", [fixture.orgId]);
    const moved = await hourIn("America/Martinique");
    await query("update organizations set time_zone = 'Europe/Paris' where id = $1", [fixture.orgId]);
    expect([moved, await hourIn("Europe/Paris")]).toEqual(["08:00", "08:00"]);
  });
});
