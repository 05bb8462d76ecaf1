import { EVENT_TYPE_WORDS } from "../event-types/words.ts";
import { describe, expect, it } from "vitest";
import { SEPTETS, septetsOf, toGsm } from "../sms/gsm.ts";
import { composeCode, composeSms, type ToldBySms } from "./sms-text.ts";

const organization = { id: "01a1f5c0-3b7e-7c22-9d41-0f6a5b8c7d10", timeZone: "Europe/Paris" };
const siteUrl = "https://allokoli.example";
const at = new Date("2026-11-27T08:05:00Z");
const textOf = (told: ToldBySms[], locale: "fr" | "en" = "fr") => composeSms({ told, locale, organization, siteUrl });

const MESSAGE = { ...EVENT_TYPE_WORDS["caller-message.taken"].example, callerNumber: "+33639981234", isUrgent: true };
const urgent: ToldBySms = { topic: "urgent-message", at, type: "caller-message.taken", data: MESSAGE };
const missed: ToldBySms = {
  topic: "missed-call",
  at,
  type: "call.ended",
  data: EVENT_TYPE_WORDS["call.ended"].example,
};
const draft: ToldBySms = {
  topic: "draft-trouble",
  at,
  type: "draft.failed",
  data: { ...EVENT_TYPE_WORDS["draft.failed"].example, name: "Accueil de la fête 🦷 du cabinet, ".repeat(8) },
};

describe("the text of an SMS", () => {
  it("says what it is, who called, when on the organization's clock, and where to read more", () => {
    expect(textOf([urgent])).toBe(
      `Message urgent de +33 6 39 98 12 34 à 9 h 05. ${siteUrl}/messages?organization=${organization.id}`,
    );
    expect(textOf([urgent], "en")).toBe(
      `Urgent message from +33 6 39 98 12 34 at 9:05. ${siteUrl}/messages?organization=${organization.id}`,
    );
    expect(textOf([missed])).toMatch(/^(Appel manqué|Un appel).* à 9 h 05\. https:\S+\/calls\?organization=/);
    const night = { ...urgent, at: new Date("2026-11-26T23:05:00Z") };
    expect(textOf([night])).toContain(" à 0 h 05.");
  });

  it("never says what the caller said, be it their name, their number or their words", () => {
    const said = {
      ...MESSAGE,
      callerName: "Hugo",
      subject: "Fièvre",
      body: "Ma fille",
      callerNumber: "allez sur pirate.example",
    };
    const text = textOf([{ topic: "urgent-message", at, type: "caller-message.taken", data: said }]);
    expect(text).toBe(`Message urgent à 9 h 05. ${siteUrl}/messages?organization=${organization.id}`);
  });

  it("counts several by kind, and leads to the messages where there are some", () => {
    expect(textOf([urgent, missed, urgent])).toBe(
      toGsm(`2 messages urgents, 1 appel manqué ou échoué. ${siteUrl}/messages?organization=${organization.id}`),
    );
    expect(textOf([missed, missed])).toMatch(/^2 appels manqués ou échoués\. https:\/\/allokoli\.example\/\?/);
  });

  it("is one SMS, whatever the thing is called, with its link whole", () => {
    for (const locale of ["fr", "en"] as const)
      for (const told of [[urgent], [missed], [draft], [urgent, missed, draft]]) {
        const text = textOf(told, locale);
        expect(septetsOf(text)).toBeLessThanOrEqual(SEPTETS);
        expect(toGsm(text)).toBe(text);
        expect(text.endsWith(`?organization=${organization.id}`)).toBe(true);
      }
    expect(textOf([draft])).toMatch(
      /^Le brouillon de "Accueil de la fete [^.]*\.\.\. https:\S+\/(assistants|squads|workflows)\?/,
    );
  });

  it("is short for a code too", () => {
    expect(composeCode("012345", "fr")).toBe("Votre code AlloKoli : 012345. Il est valable dix minutes.");
    expect(composeCode("012345", "en")).toBe("Your AlloKoli code: 012345. It is valid for ten minutes.");
  });
});
