import { takeNumbers, type TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import { describe, expect, it } from "vitest";
import { compileTool } from "../functions/compile.ts";
import { withNumbers as withFunctionNumbers } from "../functions/check.ts";
import { withNumbers as withNodeNumbers } from "../workflows/check.ts";
import { Node } from "../workflows/graph.ts";
import { Tool } from "../settings/contract.ts";
import { withNumbers } from "./numbers.ts";
import { newSettings } from "./new-settings.ts";
import { compileTools } from "./tools.ts";

const read = <Value>(withThem: (take: TakeNumber) => Value, allowsPremium = false) =>
  takeNumbers({ country: "FR", allowsPremium }, withThem);
const faults = (withThem: (take: TakeNumber) => unknown) => {
  try {
    read(withThem);
    return [];
  } catch (err) {
    const { errors } = err as { errors: { path: string; code: string }[] };
    return errors.map(({ path, code }) => `${path} ${code}`);
  }
};

const transfer = (number: string) => Tool.parse({ type: "transferCall", number });
const node = (number: string | null) => Node.parse({ id: "garde", name: "Garde", kind: "transfer", number });
const passOn = (number: string) => ({
  settings: { kind: "transferCall" as const, destinations: [{ number, when: "Urgence" }] },
});

describe("numbers that a call is passed on to", () => {
  it.each([
    ["06.12.34.56.78", "+33612345678"],
    ["15", "+3315"],
    ["01 84 88 12 34 poste 12", "+33184881234;ext=12"],
  ])("%s is stored as %s, wherever it is", (written, kept) => {
    expect(read((take) => withNumbers({ tools: [{ type: "endCall" }, transfer(written)] }, take)).tools?.[1]).toEqual(
      transfer(kept),
    );
    expect(read((take) => withFunctionNumbers(passOn(written), take))).toEqual(passOn(kept));
    expect(read((take) => withNodeNumbers([node(null), node(written)], take))).toEqual([node(null), node(kept)]);
    const answers = { name: "Cabinet", transferNumber: written };
    expect(read((take) => withNumbers({ template: "doctor", answers }, take)).answers).toEqual({
      name: "Cabinet",
      transferNumber: kept,
    });
  });

  it("are named as errors when they are not numbers", () => {
    const answers = { transferNumber: "0899 12 34 56" };
    expect(
      faults((take) => withNumbers({ template: "doctor", answers, tools: [transfer("+3361234567")] }, take)),
    ).toEqual(["tools.0.number too_short", "answers.transferNumber premium_number"]);
    expect(faults((take) => withFunctionNumbers(passOn("+999123"), take))).toEqual([
      "settings.destinations.0.number unknown_country_code",
    ]);
    expect(faults((take) => withNodeNumbers([node(null), node("accueil")], take))).toEqual([
      "nodes.1.number not_a_number",
    ]);
  });

  it("are sent to Vapi in its own fields", () => {
    const server = { url: "https://api.allokoli.fr/v1/webhooks/receive", headers: {} };
    const destinations = [
      { type: "number", number: "+3315", numberE164CheckEnabled: false },
      { type: "number", number: "+33184881234", extension: "12" },
    ];
    const kept = ["+3315", "+33184881234;ext=12"];
    expect(compileTools(kept.map(transfer), server, "fr")).toEqual([{ type: "transferCall", destinations }]);
    const settings = { kind: "transferCall" as const, destinations: kept.map((number) => ({ number, when: "x" })) };
    expect(compileTool({ description: "Passe l’appel.", settings }, { id: "1", name: "passer", server })).toMatchObject(
      { destinations },
    );
  });

  it("a blank answer is not a number", () => {
    expect(faults((take) => withNumbers({ template: "doctor", answers: { transferNumber: " " } }, take))).toEqual([]);
  });

  it("are reported together with all other errors, in one answer", () => {
    const answers = { name: "Cabinet", transferNumber: "12", aiNotice: "Hé !" };
    expect(faults((take) => newSettings(withNumbers({ template: "doctor", answers }, take))).toSorted()).toEqual(
      expect.arrayContaining(["answers.transferNumber too_short", "answers.aiNotice undefined"]),
    );
  });
});
