import { describe, expect, it } from "vitest";
import { EVENT_TYPE_WORDS } from "../event-types/words.ts";
import { composeMail, type MailInput } from "./mail.ts";
import type { Figures, Told } from "./story.ts";

const AT = new Date("2026-11-23T08:02:00Z");
const MESSAGE = EVENT_TYPE_WORDS["caller-message.taken"].example;
const CALL = EVENT_TYPE_WORDS["call.ended"].example;

const message = (more: object = {}): Told => ({
  topic: "message",
  at: AT,
  type: "caller-message.taken",
  data: { ...MESSAGE, ...more },
});
const mailOf = (told: Told[], { locale = "fr", includesWords = false, name = "Cabinet des Tilleuls" } = {}) =>
  composeMail({
    told,
    reader: { locale: locale as "fr" | "en", includesWords },
    organization: { id: "0198c2a4-0000-7000-8000-00000000000a", name, timeZone: "Europe/Paris" },
    siteUrl: "https://allokoli.fr",
    unsubscribe: { oneClickUrl: "https://api.allokoli.fr/x?token=t", pageUrl: "https://allokoli.fr/x?token=t" },
  } satisfies MailInput);

describe("a mail", () => {
  it("says what happened, when on the organization's clock, and where to go on", () => {
    const { subject, text, html } = mailOf([message({ isUrgent: true })]);
    expect(subject).toBe("Message urgent de +33 6 39 98 12 34 · Cabinet des Tilleuls");
    expect(text).toContain("lundi 23 novembre à 9\u00A0h\u00A002");
    for (const form of [text, html]) {
      for (const path of ["/messages", "/account/alerts"])
        expect(form).toContain(`https://allokoli.fr${path}?organization=0198c2a4-0000-7000-8000-00000000000a`);
      expect(form).toContain("https://allokoli.fr/x?token=t");
    }
    expect(mailOf([message()], { locale: "en" }).subject).toBe(
      "New message from +33 6 39 98 12 34 · Cabinet des Tilleuls",
    );
  });

  it("has no word of a caller unless the reader chose so: no name, no subject, no text given as a number", () => {
    const said = { callerName: "Hugo", subject: "Ordonnance", body: "Trois jours", callerNumber: "chez ma sœur" };
    const without = JSON.stringify(mailOf([message(said)]));
    for (const word of Object.values(said)) expect(without).not.toContain(word);
    const { text } = mailOf([message(said)], { includesWords: true });
    for (const word of ["Hugo", "Ordonnance", "Trois jours"]) expect(text).toContain(word);
    expect(text).not.toContain("chez ma sœur");
  });

  it("shows hostile words as text, and lets none of them become a header", () => {
    const hostile = `<script>alert(1)</script><a href="https://evil.example">"'&`;
    const { html, subject, headers } = mailOf([message({ body: hostile, callerName: hostile, subject: hostile })], {
      includesWords: true,
      name: "Cabinet\r\nBcc: all@evil.example\u2028<b>",
    });
    expect(html).not.toMatch(/<script|<b>|href="https:\/\/evil/);
    expect(html).toContain(
      "&lt;script&gt;alert(1)&lt;/script&gt;&lt;a href=&quot;https://evil.example&quot;&gt;&quot;&#39;&amp;",
    );
    expect(subject).toBe("Nouveau message de +33 6 39 98 12 34 · Cabinet Bcc: all@evil.example <b>");
    expect(Object.keys(headers)).toEqual(["List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"]);
  });

  it("is bounded, whatever a caller says", () => {
    const { text, subject, html } = mailOf([message({ body: "é".repeat(20_000), callerName: "x".repeat(1000) })], {
      includesWords: true,
      name: "n".repeat(80),
    });
    expect(text.length).toBeLessThan(4_000);
    expect(html.length).toBeLessThan(8_000);
    expect(subject.length).toBeLessThanOrEqual(120);
  });

  it("quotes the caller's words in plain text, so that none of them passes for ours", () => {
    const { text } = mailOf([message({ body: "Oui.\n\n-- \nAlloKoli" })], { includesWords: true });
    expect(text).toContain("> Oui.\n> \n> -- \n> AlloKoli");
  });

  it("tells of calls, numbers and limits in words", () => {
    const call = (startedAt: string | null, direction = "inbound"): Told => ({
      topic: "missed-call",
      at: AT,
      type: "call.ended",
      data: { ...CALL, call: { ...CALL.call, startedAt, direction } },
    });
    const subjectOf = (told: Told) => mailOf([told]).subject.split(" · ")[0];
    expect(subjectOf(call(null))).toBe("Appel manqué de +33 6 39 98 12 34");
    expect(subjectOf(call("2026-11-23T08:00:04.000Z"))).toBe("Un appel (+33 6 39 98 12 34) a échoué");
    expect(mailOf([call(null)]).text).toContain(`https://allokoli.fr/calls/${CALL.call.id}`);
    const number = EVENT_TYPE_WORDS["phone-number.failed"].example;
    expect(subjectOf({ topic: "number-trouble", at: AT, type: "phone-number.failed", data: number })).toBe(
      "Le numéro +33 1 99 00 10 00 n’est pas en service",
    );
    const limit = EVENT_TYPE_WORDS["limit.near"].example;
    const near = mailOf([{ topic: "limit-near", at: AT, type: "limit.near", data: limit }]);
    expect(near.subject).toMatch(/^Bientôt la limite/);
    expect(near.text).toMatch(/812 minutes d’appel ce mois-ci sur 1\s000\./u);
  });

  it("tells of tests that fail and of a draft that was not published, and leads to them", () => {
    const red = EVENT_TYPE_WORDS["test-suite.red"].example;
    const tests = mailOf([{ topic: "tests-red", at: AT, type: "test-suite.red", data: { ...red, name: "Accueil" } }]);
    expect(tests.subject).toMatch(/« Accueil »/);
    expect(tests.text).toContain(`https://allokoli.fr/tests/${red.id}/runs/${red.runId}`);
    const notBegun = { ...red, name: "Accueil", runId: null, code: "limit_reached" };
    const unbegun = mailOf([{ topic: "tests-red", at: AT, type: "test-suite.red", data: notBegun }]);
    expect(unbegun.subject).not.toBe(tests.subject);
    const failed = { ...EVENT_TYPE_WORDS["draft.failed"].example, kind: "squad" as const, name: "Standard" };
    const draft = mailOf([{ topic: "draft-trouble", at: AT, type: "draft.failed", data: failed }]);
    expect(draft.subject).toMatch(/« Standard »/);
    expect(draft.text).toContain(`https://allokoli.fr/squads/${failed.id}/draft`);
  });

  it("gathers many in one: how many of what, each in a line, and no more than twenty", () => {
    const told = [
      ...Array.from({ length: 30 }, () => message()),
      { ...message({ isUrgent: true }), topic: "urgent-message" } as Told,
    ];
    const { subject, text } = mailOf(told, { includesWords: true });
    expect(subject).toBe("30 messages, 1 message urgent · Cabinet des Tilleuls");
    expect(text.match(/Nouveau message/g)).toHaveLength(20);
    expect(text).toContain("et 11 autres");
    expect(text).not.toContain("traitement");
  });

  it("counts the day before in both languages, one and many", () => {
    const figures: Figures = {
      day: "2026-11-22",
      calls: 1,
      minutes: 0,
      missed: 2,
      messages: 0,
      openMessages: 3,
      openUrgent: 1,
    };
    const digest: Told = { topic: "digest", at: AT, figures };
    expect(mailOf([digest]).text).toContain(
      "Votre résumé du dimanche 22 novembre\n\n1 appel, 0 minute au téléphone\n\n2 appels manqués\n\n0 message laissé\n\nÀ faire : 3 messages à traiter, dont 1 urgent",
    );
    expect(mailOf([digest], { locale: "en" }).text).toContain("1 call, 0 minutes on the telephone\n\n2 missed calls");
    const done = { ...digest, figures: { ...figures, openMessages: 0, openUrgent: 0 } };
    expect(mailOf([done]).text).toContain("Tous les messages sont traités.");
  });
});
