import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argumentFaults, schemaFaults, type ObjectSchema } from "./json-schema.ts";

const pathsOf = (schema: Record<string, unknown>) => schemaFaults(schema, "parameters").map(({ path }) => path);
const withProperty = (schema: unknown) => ({ type: "object", properties: { jour: schema } });

describe("a schema of parameters", () => {
  it("is accepted in Vapi's subset", () => {
    expect(
      pathsOf({
        type: "object",
        description: "Le rendez-vous",
        properties: {
          jour: { type: "string", format: "date" },
          motif: { type: "string", enum: ["contrôle", "urgence"], pattern: "^.+$" },
          personnes: { type: "array", items: { type: "object", properties: { nom: { type: "string" } } } },
        },
        required: ["jour"],
      }),
    ).toEqual([]);
    expect(pathsOf({ type: "object" })).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["another type at the top", { type: "array" }, "parameters.type"],
    ["no type inside", withProperty({}), "parameters.properties.jour.type"],
    ["an unknown type", withProperty({ type: "date" }), "parameters.properties.jour.type"],
    ["several types", withProperty({ type: ["string", "null"] }), "parameters.properties.jour.type"],
    [
      "a word that is lost at Vapi",
      withProperty({ type: "string", minLength: 3 }),
      "parameters.properties.jour.minLength",
    ],
    ["a list of nothing", withProperty({ type: "array" }), "parameters.properties.jour.items"],
    ["an enum of numbers", withProperty({ type: "number", enum: [1] }), "parameters.properties.jour.enum"],
    ["a pattern that is none", withProperty({ type: "string", pattern: "(" }), "parameters.properties.jour.pattern"],
    ["an unknown format", withProperty({ type: "string", format: "uri" }), "parameters.properties.jour.format"],
    ["a property that is no schema", withProperty(3), "parameters.properties.jour"],
    ["properties that are a list", { type: "object", properties: [] }, "parameters.properties"],
    ["a name with a space", { type: "object", properties: { "a b": { type: "string" } } }, "parameters.properties"],
    ["required that is not there", { type: "object", properties: {}, required: ["nom"] }, "parameters.required"],
  ])("is refused with %s", (_what, schema, path) => {
    expect(pathsOf(schema)).toEqual([path]);
  });

  it("is refused when it is too deep, too wide or too long", () => {
    let deep: Record<string, unknown> = { type: "string" };
    for (let depth = 0; depth < 6; depth += 1) deep = withProperty(deep);
    expect(schemaFaults(deep, "p")).toEqual([{ path: expect.any(String), message: expect.stringContaining("levels") }]);
    const names = Array.from({ length: 101 }, (_, index) => [`p${index}`, { type: "string" }]);
    expect(pathsOf({ type: "object", properties: Object.fromEntries(names) })).toEqual(["parameters"]);
    expect(pathsOf(withProperty({ type: "string", description: "x".repeat(16_000) }))).toEqual(["parameters"]);
  });

  it("is checked without an exception, whatever it is", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (schema) => {
        expect(schemaFaults({ ...schema, type: "object" }, "p")).toEqual(expect.any(Array));
      }),
    );
  });
});

describe("arguments", () => {
  const schema: ObjectSchema = {
    type: "object",
    properties: {
      jour: { type: "string" },
      nombre: { type: "integer" },
      motif: { type: "string", enum: ["contrôle"] },
      personnes: { type: "array", items: { type: "object", properties: { age: { type: "number" } } } },
    },
    required: ["jour"],
  };
  it.each<[string, unknown, string[]]>([
    ["right", { jour: "lundi", nombre: 2, personnes: [{ age: 3.5 }], autre: true }, []],
    ["incomplete", {}, ["arguments.jour"]],
    ["of other types", { jour: 3, nombre: 1.5 }, ["arguments.jour", "arguments.nombre"]],
    ["not among the words", { jour: "lundi", motif: "x" }, ["arguments.motif"]],
    [
      "wrong inside",
      { jour: "lundi", personnes: [{ age: 1 }, { age: "2" }, 3] },
      ["arguments.personnes.1.age", "arguments.personnes.2"],
    ],
    ["no object", [], ["arguments"]],
    ["named as what every object has", { jour: "lundi", constructor: 3, toString: 1 }, []],
  ])("that are %s", (_how, values, paths) => {
    expect(argumentFaults(schema, values, "arguments").map(({ path }) => path)).toEqual(paths);
  });
});
