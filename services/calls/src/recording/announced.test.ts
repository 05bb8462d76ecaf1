import { describe, expect, it } from "vitest";
import { isAnnounced } from "./announced.ts";

const bot = (text: string) => ({ role: "assistant", text });
const caller = (text: string) => ({ role: "user", text });
const SAID = "Cet appel est enregistré.";

describe("a recording is announced", () => {
  it.each([
    ["in the greeting", [bot(`Bonjour. ${SAID}`), caller("Bonjour.")]],
    ["in a line of its own", [bot("Bonjour."), bot(SAID), caller("D’accord.")]],
    ["to a caller who speaks first", [caller("Allô ?"), bot(`Cabinet des Tilleuls, bonjour. ${SAID}`)]],
    ["in a sentence of two lines", [bot("Cet appel est"), bot("enregistré."), caller("Oui.")]],
  ])("%s", (_when, lines) => expect(isAnnounced(lines)).toBe(true));

  it.each([
    ["when nobody says so", [bot("Bonjour."), caller("Bonjour.")]],
    ["when it comes too late", [bot("Bonjour."), caller("Oui."), bot("Je note."), caller("Voilà."), bot(SAID)]],
    ["when the caller says it", [bot("Bonjour."), caller(SAID)]],
    ["without a conversation", []],
  ])("not %s", (_when, lines) => expect(isAnnounced(lines)).toBe(false));
});
