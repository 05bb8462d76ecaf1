import { readdirSync, readFileSync } from "node:fs";
import { AUDIT_ACTIONS } from "@allokoli/shared/audit/actions";
import { describe, expect, it } from "vitest";
import { sentenceOf } from "./sentence.ts";

const PERSON = { kind: "person", id: "0198c2a4-0000-7000-8000-000000000001", name: "Camille Durand" } as const;
const SYSTEM = { kind: "system", id: null, name: null } as const;

describe("what the log says", () => {
  it.each<[Parameters<typeof sentenceOf>[0], string, string]>([
    [
      { actor: PERSON, action: "assistant.created", detail: { name: "Accueil" } },
      "Camille Durand a créé un assistant « Accueil ».",
      "Camille Durand created an assistant “Accueil”.",
    ],
    [
      { actor: { ...PERSON, kind: "api_key", name: "Zapier" }, action: "call.created", detail: {} },
      "La clé API « Zapier » a lancé un appel.",
      "The API key “Zapier” placed a call.",
    ],
    [
      { actor: { ...PERSON, name: null }, action: "invitation.created", detail: { email: "a@b.fr", role: "member" } },
      "Quelqu’un a invité quelqu’un « a@b.fr ».",
      "Somebody invited somebody “a@b.fr”.",
    ],
    [
      { actor: SYSTEM, action: "file.failed", detail: { name: "tarifs.pdf", failureCode: "no_text" } },
      "Un fichier n’a pas pu être lu « tarifs.pdf ».",
      "A file could not be read “tarifs.pdf”.",
    ],
    [
      { actor: SYSTEM, action: "phone-number.activated", detail: { number: "+33187654321" } },
      "Un numéro est en service « +33187654321 ».",
      "A number is in service “+33187654321”.",
    ],
    [{ actor: PERSON, action: "old.habit", detail: {} }, "Camille Durand : old.habit", "Camille Durand : old.habit"],
  ])("%j", (said, fr, en) => {
    expect(sentenceOf(said)).toEqual({ fr, en });
  });

  it("is not led astray by braces in a name", () => {
    const { en } = sentenceOf({
      actor: { ...PERSON, name: "{name}" },
      action: "file.created",
      detail: { name: "{who}" },
    });
    expect(en).toBe("{name} added a file “{who}”.");
  });

  it.each(Object.entries(AUDIT_ACTIONS))("of %s is a sentence in either language, with nothing left open", (action) => {
    for (const actor of [PERSON, SYSTEM]) {
      const said = Object.values(sentenceOf({ actor, action, detail: { name: "x" } }));
      for (const sentence of said) expect(sentence).toMatch(/^[A-ZÀ-Ü][^{}]*\.$/);
    }
  });

  // What Workers write is held to the list by its type; what SQL writes, by this.
  it("has words for what migrations write", () => {
    const folder = new URL("../../../../supabase/migrations/", import.meta.url);
    const written = readdirSync(folder).flatMap((file) => {
      const text = readFileSync(new URL(file, folder), "utf8");
      return [...text.matchAll(/insert into (?:public\.)?audit_log[^;]*;/g)].flatMap(([statement]) =>
        [...statement.matchAll(/'([a-z-]+(?:\.[a-z-]+)+)'/g)].map(([, action]) => action),
      );
    });
    expect(written).toContain("invitation.accepted");
    expect(written.filter((action) => !Object.hasOwn(AUDIT_ACTIONS, action ?? ""))).toEqual([]);
  });
});
