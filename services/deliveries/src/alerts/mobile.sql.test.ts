import { connect, type Database } from "@allokoli/shared/db/connect";
import type { Author } from "@allokoli/shared/db/audit-entry";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { personTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { codeMac, CODES_A_DAY, CODES_AN_HOUR, MOST_TRIES } from "./mobile-code.ts";
import { keepCode, removeMobile, tryCode } from "./mobile-store.ts";
import { lockSettings } from "./settings-store.ts";

const NUMBER = "+33639981234";
const OTHER = "+33639985678";
const ENV = { CREDENTIALS_KEY: Buffer.alloc(32, 1).toString("base64") };
const MINUTE_MS = 60_000;

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
});
beforeEach(() => fixture.superuser.query("truncate alert_settings, audit_log cascade"));
afterAll(async () => {
  await database.close();
  await fixture.close();
});

type Name = "owner" | "admin" | "member" | "viewer";
const tenantOf = (who: Name): Tenant => personTenant(database, claimsOf(fixture.people[who]), fixture.orgId);
const authorOf = (who: Name): Author => ({ userId: fixture.people[who], kind: "person", requestId: fixture.orgId });
const macOf = (who: Name, number: string, code: string) =>
  codeMac(ENV, { orgId: fixture.orgId, userId: fixture.people[who], number }, code);
const ask = async (who: Name, { number = NUMBER, code = "012345", now = new Date() } = {}) => {
  const mac = await macOf(who, number, code);
  return tenantOf(who).write("viewer", (tx) =>
    keepCode(tx, fixture.orgId, { number, mac }, { author: authorOf(who), now }),
  );
};
const give = async (who: Name, code: string, now = new Date()) => {
  const tried = await tenantOf(who).write("viewer", (tx) =>
    tryCode(tx, fixture.orgId, (number) => macOf(who, number, code), { author: authorOf(who), now }),
  );
  return typeof tried === "string" ? tried : tried.mobileVerifiedAt !== null;
};
const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await fixture.superuser.query<Row>(text, values)).rows;
const settings = async () => (await query<Record<string, unknown>>("select * from alert_settings"))[0] ?? {};
const passTime = (by: string) => query("update audit_log set created_at = created_at - $1::interval", [by]);

describe("a code for a mobile number", () => {
  it("is kept as an HMAC alone, and the log has two digits of the number", async () => {
    await ask("viewer");
    expect(await settings()).toMatchObject({ mobile: NUMBER, mobile_verified_at: null });
    expect(JSON.stringify(await settings())).not.toContain("012345");
    const [entry] = await query<{ action: string; detail: object }>("select action, detail from audit_log");
    expect(entry).toEqual({ action: "alerts.code-sent", detail: { endsIn: "34" } });
  });

  it("verifies the number once, and only for whom and what it was sent", async () => {
    await ask("viewer");
    await ask("member");
    // The same six digits, of somebody else's code.
    await ask("owner", { code: "999999" });
    expect(await give("owner", "012345")).toBe("wrong");
    expect(await give("viewer", "012345")).toBe(true);
    expect(await give("viewer", "012345")).toBe("over");
    // Of the number before.
    await ask("member", { number: OTHER, code: "543210" });
    expect(await give("member", "012345")).toBe("wrong");
    expect(await give("member", "543210")).toBe(true);
    const verified = await query("select mobile from alert_settings where mobile_verified_at is not null order by 1");
    expect(verified).toEqual([{ mobile: NUMBER }, { mobile: OTHER }]);
  });

  it("is good for five tries, whatever comes after, and for ten minutes", async () => {
    await ask("viewer");
    for (let tries = 0; tries < MOST_TRIES; tries++) expect(await give("viewer", "000000")).toBe("wrong");
    expect(await give("viewer", "012345")).toBe("over");
    const now = new Date();
    await ask("viewer", { now });
    expect(await give("viewer", "012345", new Date(now.getTime() + 10 * MINUTE_MS))).toBe("over");
    expect(await give("viewer", "012345", new Date(now.getTime() + 9 * MINUTE_MS))).toBe(true);
  });

  it("takes its tries one after the other, from however many windows", async () => {
    await ask("viewer");
    const others = Array.from({ length: 8 }, () => connect(fixture.appUrl));
    const tried = await Promise.all(
      others.map(async (one) => {
        return personTenant(one, claimsOf(fixture.people.viewer), fixture.orgId).write("viewer", (tx) =>
          tryCode(tx, fixture.orgId, (number) => macOf("viewer", number, "111111"), {
            author: authorOf("viewer"),
            now: new Date(),
          }),
        );
      }),
    );
    await Promise.all(others.map((one) => one.close()));
    expect(tried.map(String).toSorted()).toEqual([
      ...Array<string>(3).fill("over"),
      ...Array<string>(MOST_TRIES).fill("wrong"),
    ]);
  });

  it("of another number takes the verification away until it has come back", async () => {
    await ask("viewer");
    await give("viewer", "012345");
    await ask("viewer", { number: OTHER });
    expect(await settings()).toMatchObject({ mobile: OTHER, mobile_verified_at: null });
  });

  it("is sent three times an hour to a member, who gains nothing by leaving or by taking the number back", async () => {
    for (let n = 0; n < CODES_AN_HOUR; n++) await ask("viewer");
    await expect(ask("viewer")).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 3600 });
    await tenantOf("viewer").write("viewer", (tx) => removeMobile(tx, fixture.orgId, authorOf("viewer")));
    const who = [fixture.orgId, fixture.people.viewer];
    await query("delete from memberships where org_id = $1 and user_id = $2", who);
    await query("insert into memberships (org_id, user_id, role) values ($1, $2, 'viewer')", who);
    await expect(ask("viewer")).rejects.toMatchObject({ code: "rate_limited" });
    expect((await settings())["mobile"] ?? null).toBeNull();
    await ask("member");
    await passTime("61 minutes");
    await ask("viewer");
  });

  it("is sent twenty times a day in an organization, by however many members", async () => {
    const people = ["owner", "admin", "member", "viewer"] as const;
    for (let n = 0; n < CODES_A_DAY; n++) {
      await ask(people[n % people.length] ?? "owner");
      await passTime("25 minutes");
    }
    await expect(ask("owner")).rejects.toMatchObject({ code: "rate_limited" });
    await passTime("16 hours");
    await ask("owner");
  });
});

describe("a mobile number that is taken back", () => {
  it("is forgotten with what was wanted by SMS, and cannot be taken back twice", async () => {
    await ask("viewer");
    await give("viewer", "012345");
    await query("update alert_settings set sms = '{message}'");
    const remove = () =>
      tenantOf("viewer").write("viewer", (tx) => removeMobile(tx, fixture.orgId, authorOf("viewer")));
    await remove();
    expect(await settings()).toMatchObject({ mobile: null, mobile_verified_at: null, mobile_code: null, sms: [] });
    await expect(remove()).rejects.toMatchObject({ code: "not_found" });
  });

  it("goes with the membership", async () => {
    await ask("viewer");
    await query("delete from memberships where org_id = $1 and user_id = $2", [fixture.orgId, fixture.people.viewer]);
    expect(await settings()).toEqual({});
    await query("insert into memberships (org_id, user_id, role) values ($1, $2, 'viewer')", [
      fixture.orgId,
      fixture.people.viewer,
    ]);
  });

  it("is nobody's to see but the member's own", async () => {
    await ask("viewer");
    const seen = await tenantOf("owner").write("viewer", (tx) => lockSettings(tx, fixture.orgId, fixture.people.owner));
    expect(seen?.mobile).toBeNull();
    const others = await tenantOf("owner").write("viewer", (tx) =>
      tx.execute<{ mobile: string }>("select mobile from alert_settings where mobile is not null"),
    );
    expect(others.rows).toEqual([]);
  });
});
