import { describe, expect, it } from "vitest";
import { messageFaults, toTakenMessage } from "./take-message.ts";

const caller = { customerNumber: "+33699887766", country: "FR", language: "fr" as const };
const taken = (callerNumber: unknown, who: Partial<typeof caller> = {}) => {
  const { customerNumber: _known, ...nobody } = caller;
  const from = "customerNumber" in who && who.customerNumber === "" ? nobody : { ...caller, ...who };
  return toTakenMessage({ message: "Rappelez-moi.", callerNumber }, from);
};

describe("the number of the person who left a message", () => {
  it.each([
    "inconnu",
    "Inconnue",
    "le même numéro",
    "Le même numéro que celui de l’appel",
    "ce numéro",
    "ce numéro-ci",
    "numéro de l'appelant",
    "same number",
    "The number I'm calling from",
    "non communiqué",
    "anonymous",
    "N/A",
    "-",
    "",
    undefined,
  ])("is the calling number when they say %j", (said) => {
    expect(taken(said)).toMatchObject({ callerNumber: "+33699887766", body: "Rappelez-moi." });
    expect(taken(said, { customerNumber: "" })).toMatchObject({ callerNumber: null, body: "Rappelez-moi." });
  });

  it("is the one that they say, if it is a number", () => {
    expect(taken("06 12 34 56 78")).toMatchObject({ callerNumber: "+33612345678", body: "Rappelez-moi." });
  });

  it.each(["06 12 34", "celui de ma femme", "poste 12 à la mairie", "zoe@exemple.fr", "zéro six douze"])(
    "is the calling number, and %j is kept in the message",
    (said) => {
      expect(taken(said)).toMatchObject({
        callerNumber: "+33699887766",
        body: `Rappelez-moi.\n\nNuméro donné par l'appelant : ${said}`,
      });
      expect(taken(said, { customerNumber: "" })).toMatchObject({ callerNumber: said, body: "Rappelez-moi." });
    },
  );
});

it("arguments that would not be kept are named, unless they are empty", () => {
  const values = {
    message: "x".repeat(18_001),
    callerName: "x".repeat(1001),
    subject: "x".repeat(1000),
    numero: "06 12 34 56 78",
    ["__proto__"]: "x",
    email: null,
    note: "",
  };
  expect(messageFaults(values, "arguments").map(({ path }) => path)).toEqual([
    "arguments.message",
    "arguments.callerName",
    "arguments.numero",
    "arguments.__proto__",
  ]);
  const long = toTakenMessage({ message: "x".repeat(18_000), callerNumber: "9".repeat(1000) }, caller);
  expect(long?.body.length).toBeGreaterThan(19_000);
  expect(long?.body.length).toBeLessThanOrEqual(20_000);
});
