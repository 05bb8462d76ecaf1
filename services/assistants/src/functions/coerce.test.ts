import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coerceArguments } from "./coerce.ts";
import { argumentFaults, type ObjectSchema } from "../tools/json-schema.ts";

const schema: ObjectSchema = {
  type: "object",
  properties: {
    message: { type: "string" },
    callerNumber: { type: "string" },
    siren: { type: "string" },
    contact: { type: "string", description: "Le téléphone du patient" },
    isUrgent: { type: "boolean" },
    age: { type: "integer" },
    prix: { type: "number" },
    motif: { type: "string", enum: ["Première visite", "Contrôle"] },
    patient: { type: "object", properties: { nom: { type: "string" }, age: { type: "integer" } }, required: ["nom"] },
    jours: { type: "array", items: { type: "string" } },
    tailles: { type: "array", items: { type: "number" } },
  },
  required: ["message"],
};
const one = (name: string, value: unknown) => coerceArguments(schema, { [name]: value }, "FR")[name];
const faultsOf = (values: Record<string, unknown>) =>
  argumentFaults(schema, coerceArguments(schema, values), "arguments").map(({ path }) => path);

describe("an unambiguous value of a model is converted", () => {
  it.each([
    ["isUrgent", ["oui", "Oui.", " YES", "true", "vrai", 1, "1", ["oui"]], true],
    ["isUrgent", ["non", "No", "False", "faux", 0, "0"], false],
    ["age", ["3", " 3 ", 3, [3], "3.0", "3,0"], 3],
    ["prix", ["1200.5", "1 200,5", "1\u202f200,5", "+1200.5", 1200.5], 1200.5],
    ["prix", ["0.125", "0,125"], 0.125],
    ["prix", ["1200.125", "1200,125"], 1200.125],
    ["motif", ["premiere VISITE", " Première visite ", ["Première visite"]], "Première visite"],
    ["siren", [552100554, "552100554"], "552100554"],
    ["callerNumber", [612345678], "0612345678"],
    ["contact", [33612345678], "+33612345678"],
    ["callerNumber", ["06 12 34 56 78"], "06 12 34 56 78"],
    ["patient", [{ nom: "Zoé", age: "7" }, '{"nom":"Zoé","age":7}'], { nom: "Zoé", age: 7 }],
    ["jours", [["lundi"], "lundi", '["lundi"]'], ["lundi"]],
    ["tailles", [["1", "2,5"], '["1", 2.5]'], [1, 2.5]],
  ])("%s of %j is %j", (name, given, meant) => {
    for (const value of given) expect(one(name, value)).toEqual(meant);
  });

  it("null and an empty text are left out where no value is required", () => {
    const empty = { message: "a", isUrgent: "", age: null, patient: null, jours: "", callerNumber: "" };
    expect(coerceArguments(schema, empty)).toEqual({ message: "a", callerNumber: "" });
    expect(faultsOf({ message: null })).toEqual(["arguments.message"]);
  });
});

it.each([
  ["FR", 612345678, "0612345678"],
  ["FR", 33612345678, "+33612345678"],
  ["FR", 352621123456, "+352621123456"],
  ["BE", 470123456, "0470123456"],
  ["LU", 621123456, "621123456"],
  ["ES", 612345678, "612345678"],
  ["PT", 912345678, "912345678"],
  ["US", 12125550123, "+12125550123"],
  ["FR", 12, "12"],
])("a telephone number that is a JSON number is one of %s: %i is %s", (country, value, meant) => {
  expect(coerceArguments(schema, { callerNumber: value }, country)).toEqual({ callerNumber: meant });
});

it("a name is read whatever its capitals and underscores, when it fits only one parameter", () => {
  const patient = { Nom: "Zoé", AGE: "7" };
  expect(coerceArguments(schema, { caller_number: "06", IS_URGENT: "oui", "is-urgent": null, patient })).toEqual({
    callerNumber: "06",
    IS_URGENT: "oui",
    "is-urgent": null,
    patient: { nom: "Zoé", age: 7 },
  });
  expect(coerceArguments(schema, { is_urgent: "oui" })).toEqual({ isUrgent: true });
  expect(coerceArguments(schema, { isUrgent: true, is_urgent: "non" })).toEqual({ isUrgent: true, is_urgent: "non" });
});

it("a value that could mean two things, or nothing, is a fault", () => {
  const odd = {
    isUrgent: ["peut-être", 2, {}, ["oui", "non"]],
    age: ["trois", "3.5", "1,200", "1.200", true, {}],
    prix: ["30 €", "1,200", "1.200", "-12.500", "", [1, 2]],
    motif: ["visite", 3],
    patient: ["Zoé", "{", [1], { age: 3 }],
    callerNumber: [{ home: "06" }, ["06", "07"]],
    tailles: ["grand", ["un"]],
  };
  for (const [name, values] of Object.entries(odd))
    for (const value of values.filter((given) => given !== ""))
      expect([name, value, faultsOf({ message: "a", [name]: value }).length]).toEqual([name, value, 1]);
});

it("fitting values and unknown names are left as they are, and converting twice changes nothing more", () => {
  const fits = {
    message: "a",
    isUrgent: true,
    age: 3,
    jours: ["lundi"],
    patient: { nom: "Zoé" },
    autre: "3",
    constructor: "x",
  };
  expect(coerceArguments(schema, fits)).toEqual(fits);
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(schema.properties ?? {}), "__proto__"), fc.jsonValue()),
      (given) => {
        const once = coerceArguments(schema, given);
        expect(coerceArguments(schema, once)).toEqual(once);
      },
    ),
  );
});
