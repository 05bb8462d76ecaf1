import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { clearOfMidnight, farHour } from "../clock.ts";
import { startStack, type Organization, type Person, type Stack } from "../stack.ts";
import { createAssistant } from "./listener.ts";

const WAIT = { timeout: 40_000, interval: 200 };
/** Later than whatever would be sent twice. */
const QUIET_MS = 1500;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-deliveries": { SWEEP_EVERY_MS: "500" } } });
});
afterEach(() => stack.auth.clearFaults());
afterAll(() => stack.close());

type Who = Pick<Person, "token" | "email"> & { organizationId: string };
type Answer = { status: number; etag: string | null; body: Record<string, unknown> };
async function ask(method: string, path: string, who: Partial<Who> = {}, init: object = {}): Promise<Answer> {
  const { token, organizationId } = who;
  const answer = await stack.api(path, {
    ...(token !== undefined && { token }),
    ...(organizationId !== undefined && { organizationId }),
    method,
    ...init,
  });
  const text = await answer.text();
  // The API's own answers, whose forms its contracts check.
  return { status: answer.status, etag: answer.headers.get("etag"), body: text === "" ? {} : JSON.parse(text) };
}
const want = async (who: Who, json: object) => {
  const { status, body } = await ask("PATCH", "/v1/me/alerts", who, { json });
  expect([status, body]).toEqual([200, expect.objectContaining(json)]);
};
const mailsTo = ({ email }: Pick<Person, "email">) => stack.auth.workerMails(email);
const untilMails = (who: Pick<Person, "email">, count: number) =>
  vi.waitFor(() => expect(mailsTo(who)).toHaveLength(count), WAIT);
const pause = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS));

/** An organization with an assistant that takes messages, and one more member. */
async function open() {
  const owner = await stack.newOrganization();
  const member = {
    ...(await stack.newMember(owner.organizationId, "viewer")),
    organizationId: owner.organizationId,
  };
  const assistant = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] });
  return { owner, member, assistant };
}
const script = (message: string, isUrgent = true) => [
  { caller: "Bonjour, dites au docteur de me rappeler." },
  { toolCall: { name: "take_message", arguments: { message, callerName: "Hugo", isUrgent }, say: "C’est noté." } },
  { hangUp: true },
];
const ring = (assistant: { vapiAssistantId: string }, message: string) =>
  stack.vapi.ring({ assistantId: assistant.vapiAssistantId, from: "+33639981234", script: script(message) });
const event = (owner: Organization, type: string, data: object, count = 1) =>
  stack.sql(
    `insert into events (org_id, type, resource_type, resource_id, data)
     select $1, $2, 'x', gen_random_uuid(), $3 from generate_series(1, $4::int)`,
    [owner.organizationId, type, data, count],
  );
const statesOf = async ({ organizationId }: Organization) =>
  (await stack.sql<{ state: string }>("select state from alerts where org_id = $1", [organizationId])).map(
    ({ state }) => state,
  );
const MESSAGE = {
  id: randomUUID(),
  callId: null,
  assistantId: null,
  callerName: "Hugo",
  callerNumber: "+33639981234",
  subject: null,
  body: "Rappelez-moi.",
  isUrgent: false,
};

describe("an urgent message in a call", () => {
  it("is one mail for each who wants it, with a caller's words only for who chose them", async () => {
    const { owner, member, assistant } = await open();
    await want(owner, { mail: ["urgent-message", "missed-call"] });
    await want(member, { mail: ["message"], includesWords: true });
    await ring(assistant, "Ma fille a de la fièvre.");
    await untilMails(owner, 1);
    await untilMails(member, 1);
    const [plain] = mailsTo(owner);
    const [full] = mailsTo(member);
    expect(plain?.subject).toMatch(/^Message urgent de \+33 6 39 98 12 34 · /);
    expect(JSON.stringify(plain)).not.toMatch(/fièvre|Hugo/);
    expect(full?.text).toContain("> Ma fille a de la fièvre.");
    expect(plain?.text).toContain(`${stack.urls.site}/messages`);
    expect(plain?.headers).toMatchObject({ "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" });
    // A viewer's choice is a person's own: nobody else has it.
    expect((await ask("GET", "/v1/me/alerts", owner)).body).toMatchObject({ includesWords: false });
  });

  it("is one mail, though everything restarts, objects are evicted and Vapi repeats itself", async () => {
    const { owner, assistant } = await open();
    await want(owner, { mail: ["message"] });
    await stack.vapi.fault({ webhooks: { repeat: 1 } });
    await ring(assistant, "Rappelez-moi demain.");
    await untilMails(owner, 1);
    await stack.vapi.clearFaults();
    const object = { name: owner.organizationId };
    for (const className of ["Outbox", "Alerts"])
      await stack.evict({ worker: "allokoli-deliveries", className, object });
    await stack.restartWorkers();
    await stack.sql("update events set delivered_at = null where org_id = $1", [owner.organizationId]);
    await pause();
    await vi.waitFor(
      async () =>
        expect(
          await stack.sql("select 1 from events where org_id = $1 and delivered_at is null", [owner.organizationId]),
        ).toEqual([]),
      WAIT,
    );
    expect([mailsTo(owner).length, await statesOf(owner)]).toEqual([1, ["sent"]]);
  });
});

describe("a mail that cannot be sent", () => {
  it("waits while too many are sent, and is never repeated when its answer was lost", async () => {
    const { owner } = await open();
    await want(owner, { mail: ["message"] });
    stack.auth.setFaults({ mailRateLimited: true });
    await event(owner, "caller-message.taken", MESSAGE);
    await vi.waitFor(async () => {
      const [row] = await stack.sql<{ attempts: number }>("select attempts from alerts where org_id = $1", [
        owner.organizationId,
      ]);
      expect(row?.attempts).toBe(1);
    }, WAIT);
    stack.auth.clearFaults();
    await stack.sql("update alerts set next_attempt_at = now() - interval '1 minute' where org_id = $1", [
      owner.organizationId,
    ]);
    await untilMails(owner, 1);
    stack.auth.setFaults({ workerMailAnswerLost: true });
    await event(owner, "caller-message.taken", MESSAGE);
    await untilMails(owner, 2);
    stack.auth.clearFaults();
    await pause();
    expect([mailsTo(owner).length, (await statesOf(owner)).toSorted()]).toEqual([2, ["sent", "unknown"]]);
  });
});

describe("a flood", () => {
  it("of lost calls is one mail, and keeps nobody else from theirs", async () => {
    const [{ owner, member }, other] = [await open(), await open()];
    await want(owner, { mail: ["missed-call"] });
    await want(member, { mail: ["limit-near"] });
    await want(other.owner, { mail: ["message"] });
    const call = {
      id: randomUUID(),
      status: "ended",
      direction: "inbound",
      startedAt: null,
      assistant: { id: null, name: null },
      customer: { number: "+33639981234", name: null },
      phoneNumber: { id: null, number: null },
      createdAt: "2026-11-27T08:00:00.000Z",
    };
    const ended = { callId: call.id, seq: 2, at: call.createdAt, type: "call.ended", status: "ended", call };
    await event(owner, "call.ended", ended, 500);
    await event(other.owner, "caller-message.taken", MESSAGE);
    await untilMails(owner, 1);
    await untilMails(other.owner, 1);
    expect(mailsTo(owner)[0]?.subject).toMatch(/^500 appels manqués ou échoués · /);
    await pause();
    expect([mailsTo(owner).length, mailsTo(member)]).toEqual([1, []]);
  });
});

describe("the settings", () => {
  it("are nothing at first, change with the right tag, and are refused to others and to API keys", async () => {
    const { owner, member } = await open();
    const first = await ask("GET", "/v1/me/alerts", member);
    const page = ["urgent-message", "missed-call"];
    expect([first.body, first.etag]).toEqual([
      expect.objectContaining({ mail: [], page, includesWords: false, digestHour: null }),
      '"1"',
    ]);
    const change = (ifMatch: string, json: object) =>
      ask("PATCH", "/v1/me/alerts", member, { json, headers: { "if-match": ifMatch } });
    const changed = await change('"1"', { digestHour: 7 });
    expect([changed.status, changed.etag, changed.body]).toEqual([
      200,
      '"2"',
      expect.objectContaining({ mail: [], page, includesWords: false, digestHour: 7 }),
    ]);
    expect((await change('"1"', { digestHour: 8 })).status).toBe(412);
    for (const json of [{}, { mail: ["all"] }, { mail: ["message", "message"] }, { digestHour: 24 }, { userId: "x" }])
      expect((await ask("PATCH", "/v1/me/alerts", member, { json })).status, JSON.stringify(json)).toBe(422);
    expect((await ask("GET", "/v1/me/alerts", owner)).body).toMatchObject({ digestHour: null });
    const outsider = await stack.newOrganization();
    const elsewhere = { ...outsider, organizationId: owner.organizationId };
    expect((await ask("PATCH", "/v1/me/alerts", elsewhere, { json: { digestHour: 8 } })).status).toBe(403);
    expect((await ask("GET", "/v1/me/alerts", await stack.newApiKey(owner, "admin"))).status).toBe(403);
    const { body } = await ask("GET", "/v1/logs?action=alerts.updated", owner);
    expect(body["items"]).toHaveLength(1);
  });

  it("are stopped by a mail's link alone, without signing in, and by no other", async () => {
    const { owner, member } = await open();
    await want(owner, { mail: ["message", "urgent-message", "missed-call"], digestHour: 8 });
    await want(member, { mail: ["message"] });
    await event(owner, "caller-message.taken", MESSAGE);
    await untilMails(owner, 1);
    const [, link = ""] = /<([^>]+)>/.exec(mailsTo(owner)[0]?.headers["List-Unsubscribe"] ?? "") ?? [];
    const { pathname, search, origin } = new URL(link);
    expect(origin).toBe(stack.urls.api);
    const looked = await ask("GET", pathname + search);
    expect([looked.status, looked.body]).toMatchObject([200, { topics: ["message"], isOn: true }]);
    // As mail programs do it.
    const oneClick = {
      body: "List-Unsubscribe=One-Click",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    };
    for (const forged of ["x", search.slice(7).replace(/.$/, "!"), search.slice(7).replace("message", "missed-call")]) {
      const answer = await ask("POST", `${pathname}?token=${encodeURIComponent(forged)}`, {}, oneClick);
      expect([answer.status, answer.body["code"]]).toEqual([404, "not_found"]);
    }
    expect((await ask("GET", "/v1/me/alerts", owner)).body["mail"]).toHaveLength(3);
    for (const _ of ["once", "again"])
      expect((await ask("POST", pathname + search, {}, oneClick)).body).toMatchObject({ isOn: false });
    expect((await ask("GET", "/v1/me/alerts", owner)).body).toMatchObject({
      mail: ["urgent-message", "missed-call"],
      // The link of a mail stops mails.
      page: ["urgent-message", "missed-call"],
      includesWords: false,
      digestHour: 8,
    });
    expect((await ask("GET", "/v1/me/alerts", member)).body).toMatchObject({ mail: ["message"] });
    expect((await ask("GET", "/v1/logs?action=alerts.stopped", owner)).body["items"]).toHaveLength(1);
  });

  it("end with the membership: a removed member gets no mail, and the links in older ones are over", async () => {
    const { owner, member } = await open();
    await want(member, { mail: ["message"] });
    await event(owner, "caller-message.taken", MESSAGE);
    await untilMails(member, 1);
    const [, link = ""] = /<([^>]+)>/.exec(mailsTo(member)[0]?.headers["List-Unsubscribe"] ?? "") ?? [];
    const members = await ask("GET", "/v1/organization/members", owner);
    const removed = (members.body["items"] as { id: string; email: string }[]).find(
      ({ email }) => email === member.email,
    );
    expect((await ask("DELETE", `/v1/organization/members/${removed?.id}`, owner)).status).toBe(200);
    await want(owner, { mail: ["message"] });
    await event(owner, "caller-message.taken", MESSAGE);
    await untilMails(owner, 1);
    await pause();
    expect(mailsTo(member)).toHaveLength(1);
    const { pathname, search } = new URL(link);
    expect((await ask("POST", pathname + search)).status).toBe(404);
  });
});

describe("alerts by SMS", () => {
  const MOBILE = "+33639981234";
  const textsTo = (to: string) => stack.numbers.texts().filter((one) => one.to === to);
  const lastCode = () => /\d{6}/.exec(textsTo(MOBILE).at(-1)?.text ?? "")?.[0] ?? "";
  afterEach(() => stack.numbers.clearFaults());

  /** A number of the organization's in its own account at Twilio. */
  async function takeNumber(who: Organization, number: string) {
    const { accountSid, authToken } = stack.numbers.accounts.twilio;
    const account = { provider: "twilio", name: "Twilio", accountSid, authToken };
    const { body } = await ask("POST", "/v1/telephony-credentials", who, { json: account });
    const order = {
      provider: "twilio",
      credentialId: body["id"],
      name: "Mobile",
      number,
      addressSid: "AD1",
    };
    const taken = await ask("POST", "/v1/phone-numbers/provision", who, { json: order });
    expect([taken.status, taken.body["number"]]).toEqual([201, number]);
  }
  const setMobile = (who: Who, number = "06 39 98 12 34") =>
    ask("PUT", "/v1/me/alerts/mobile", who, { json: { number } });
  const verify = (who: Who, code: string) => ask("POST", "/v1/me/alerts/mobile/verify", who, { json: { code } });

  it("go to a verified mobile from the organization's own number, once, whatever is lost on the way", async () => {
    const { owner, member, assistant } = await open();
    expect((await setMobile(owner)).body).toMatchObject({ code: "provider_refused" });
    await takeNumber(owner, "+33639981000");
    // Another organization's number in another account is nobody else's.
    const other = await open();
    expect((await setMobile(other.owner)).body).toMatchObject({ code: "provider_refused" });
    expect(stack.numbers.texts()).toEqual([]);

    expect((await setMobile(member, "01 99 00 12 34")).body).toMatchObject({
      errors: [{ path: "number", code: "not_mobile" }],
    });
    await stack.numbers.fault({ method: "POST", path: "/2010-04-01/*", times: 1, status: 429 });
    expect((await setMobile(member)).body).toMatchObject({ code: "provider_unavailable" });
    const unsent = await ask("GET", "/v1/me/alerts", member);
    expect(unsent.body).toMatchObject({ mobile: { isVerified: false, codeExpiresAt: null } });
    const asked = await setMobile(member);
    expect(asked.body).toMatchObject({ mobile: { number: MOBILE, isVerified: false }, canSendSms: true });
    expect(textsTo(MOBILE)).toEqual([
      {
        provider: "twilio",
        from: "+33639981000",
        to: MOBILE,
        text: expect.stringMatching(/^Votre code AlloKoli : \d{6}\./),
      },
    ]);
    const unverified = await ask("PATCH", "/v1/me/alerts", member, { json: { sms: ["urgent-message"] } });
    expect(unverified.body).toMatchObject({ errors: [{ path: "sms" }] });
    const code = lastCode();
    const wrong = code === "000000" ? "000001" : "000000";
    expect((await verify(member, wrong)).body).toMatchObject({ errors: [{ path: "code" }] });
    // A colleague who knows the code has no number that it is for.
    expect((await verify(owner, code)).body).toMatchObject({ code: "conflict" });
    expect((await verify(member, code)).body).toMatchObject({ mobile: { isVerified: true } });
    expect((await ask("GET", "/v1/me/alerts", owner)).body).toMatchObject({ mobile: null });
    await want(member, { sms: ["urgent-message"] });

    const sent = () => textsTo(MOBILE).slice(1);
    await ring(assistant, "Ma fille a de la fièvre.");
    await vi.waitFor(() => expect(sent()).toHaveLength(1), WAIT);
    expect(sent()[0]).toMatchObject({ from: "+33639981000" });
    expect(sent()[0]?.text).toMatch(/^Message urgent de \+33 6 39 98 12 34 à \d{1,2} h \d{2}\. http/);
    // The provider has it, and its answer is lost: nobody knows, so it is not sent again.
    await stack.numbers.fault({ method: "POST", path: "/2010-04-01/*", times: 1, dropAfterWork: true });
    await event(owner, "caller-message.taken", { ...MESSAGE, isUrgent: true });
    await vi.waitFor(() => expect(sent()).toHaveLength(2), WAIT);
    // Workers that stop before they have noted it leave it claimed for minutes.
    const settled = async () => expect((await statesOf(owner)).toSorted()).toEqual(["sent", "unknown"]);
    await vi.waitFor(settled, WAIT);
    await stack.restartWorkers();
    await stack.sql("update events set delivered_at = null where org_id = $1", [owner.organizationId]);
    await pause();
    await settled();
    expect(sent()).toHaveLength(2);
  });

  it("end by STOP, and come by mail from then on; whoever has left gets neither", async () => {
    const { owner, member } = await open();
    await takeNumber(owner, "+33639981037");
    await setMobile(member);
    await verify(member, lastCode());
    await want(member, { sms: ["message"] });
    const before = textsTo(MOBILE).length;
    await stack.numbers.answer(MOBILE, "+33639981037", "stop");
    await event(owner, "caller-message.taken", MESSAGE);
    await untilMails(member, 1);
    expect((await ask("GET", "/v1/me/alerts", member)).body).toMatchObject({
      mail: ["message"],
      smsRefusal: "stopped",
    });
    await stack.numbers.answer(MOBILE, "+33639981037", "start");
    await setMobile(member);
    expect((await verify(member, lastCode())).body).toMatchObject({ smsRefusal: null, mobile: { isVerified: true } });
    await stack.sql("delete from memberships where user_id = $1 and org_id = $2", [
      member.user.id,
      owner.organizationId,
    ]);
    await want(owner, { mail: ["message"] });
    await event(owner, "caller-message.taken", MESSAGE);
    await untilMails(owner, 1);
    await pause();
    expect([textsTo(MOBILE).length, mailsTo(member).length]).toEqual([before + 1, 1]);
    expect(
      await stack.sql("select 1 from alert_settings where mobile is not null and org_id = $1", [owner.organizationId]),
    ).toEqual([]);
  });
});

describe("the daily digest", () => {
  it("comes when its hour has come, though nobody uses anything, and once", async () => {
    const { owner, assistant } = await open();
    await clearOfMidnight();
    await want(owner, { digestHour: farHour() });
    await ring(assistant, "Rappelez-moi.");
    const { organizationId } = owner;
    const ended = () => stack.sql("select 1 from calls where org_id = $1 and status = 'ended'", [organizationId]);
    await vi.waitFor(async () => expect(await ended()).toHaveLength(1), WAIT);
    // Noon, because a day may have 23 hours or 25.
    await stack.sql(
      `update calls set created_at = ((now() at time zone 'Europe/Paris')::date - 1 + time '12:00') at time zone 'Europe/Paris'
       where org_id = $1`,
      [organizationId],
    );
    const isDue = () => stack.sql("update alert_settings set digest_at = now() where org_id = $1", [organizationId]);
    await isDue();
    await untilMails(owner, 1);
    expect(mailsTo(owner)[0]).toMatchObject({
      subject: expect.stringMatching(/^Votre résumé du /),
      text: expect.stringContaining("1 appel, "),
    });
    await isDue();
    await pause();
    expect(mailsTo(owner)).toHaveLength(1);
  });
});
