import { expect, test } from "vitest";
import type { FunctionSettings } from "../api/types.ts";
import { fieldsOf, readArguments } from "./arguments.ts";
import { compile, fieldOf } from "./compile.ts";
import { blankDraft, changeForm, draftOf, readDraft } from "./draft.ts";
import { rowsOfSchema, schemaOfRows } from "./parameters.ts";
import { usersIn } from "./users.ts";

const ZONE = "Europe/Paris";
const SCHEMA = {
  type: "object",
  properties: {
    nom: { type: "string", description: "Le nom" },
    jour: { type: "string", format: "date" },
    motif: { type: "string", enum: ["bilan", "suivi"] },
    places: { type: "integer" },
    urgent: { type: "boolean" },
    notes: { type: "array", items: { type: "string" } },
  },
  required: ["nom", "jour"],
};

const resource = (settings: FunctionSettings) => ({
  id: "1",
  name: "prendre",
  description: "Prend un rendez-vous.",
  settings,
  vapiToolId: null,
  sync: { state: "synced" as const, error: null },
  createdAt: "",
  updatedAt: "",
});
const REQUEST: FunctionSettings = {
  kind: "apiRequest",
  method: "GET",
  url: "https://agenda.example.com/{jour}",
  parameters: SCHEMA,
  headers: [{ name: "Authorization", value: "••••4c58", isSecret: true }],
  timeoutSeconds: 5,
};

/** A draft as its form posts it. */
function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

test("a schema becomes rows and is the same again", () => {
  const rows = rowsOfSchema(SCHEMA);
  expect(rows?.map(({ name, type, required }) => [name, type, required])).toEqual([
    ["nom", "text", "on"],
    ["jour", "date", "on"],
    ["motif", "choice", ""],
    ["places", "integer", ""],
    ["urgent", "boolean", ""],
    ["notes", "list", ""],
  ]);
  expect(schemaOfRows(rows ?? [])).toEqual(SCHEMA);
  expect(schemaOfRows([])).toEqual({ type: "object", properties: {} });
});

test.each([
  { type: "array" },
  { type: "object", title: "Rendez-vous" },
  { type: "object", properties: { nom: { type: "string", pattern: "^a" } } },
  { type: "object", properties: { qui: { type: "object", properties: {} } } },
  { type: "object", properties: { jours: { type: "array", items: { type: "object" } } } },
  { type: "object", properties: { motif: { type: "string", enum: ["a\nb"] } } },
])("what rows cannot say stays JSON: %j", (schema) => {
  expect(rowsOfSchema(schema)).toBeUndefined();
});

test("a function is sent back as it was, a masked secret as it is shown", () => {
  const { body, errors } = compile(draftOf(resource(REQUEST), ZONE));
  expect(errors).toEqual({});
  expect(body).toEqual({ name: "prendre", description: "Prend un rendez-vous.", settings: REQUEST });
  const deep = { ...REQUEST, parameters: { type: "object", properties: { qui: { type: "object", properties: {} } } } };
  expect(compile(draftOf(resource(deep), ZONE)).body.settings).toEqual(deep);
});

test("hours with days that differ go on as JSON", () => {
  const hours = {
    timeZone: ZONE,
    weekly: [{ days: ["monday" as const], from: "09:00", to: "12:00" }],
    publicHolidays: null,
    exceptions: [{ date: "2027-01-02", open: [] }],
  };
  const draft = draftOf(resource({ kind: "openingHours", hours }), ZONE);
  expect(draft.hours).toContain("2027-01-02");
  expect(compile(draft).body.settings).toEqual({ kind: "openingHours", hours });
  expect(Object.keys(compile(blankDraft("openingHours", ZONE)).errors)).toEqual(["hours"]);
});

test("errors stand at the row that they are of, though rows were left empty", () => {
  const draft = readDraft(
    formOf({
      "header.0.name": "",
      "header.3.name": "X-Key",
      "header.3.value": "abc",
      "parameter.0.name": "",
      "parameter.1.name": "nom",
      "parameter.1.type": "text",
    }),
    "function",
    ZONE,
  );
  const compiled = compile({ ...draft, name: "a", description: "b" });
  expect(compiled.errors).toEqual({});
  expect(fieldOf("settings.server.headers.0.value", draft, compiled)).toBe("header.1.value");
  expect(fieldOf("settings.parameters.properties.nom.enum", draft, compiled)).toBe("parameter.1.choices");
  expect(fieldOf("settings.parameters", draft, compiled)).toBe("parameter");
  expect(fieldOf("settings.server.url", draft, compiled)).toBe("url");
  expect(fieldOf("settings.kind", draft, compiled)).toBeUndefined();
});

test("rows with a faulty, a repeated or no name are told before they are lost in a schema", () => {
  const row = { type: "text", description: "Le nom", choices: "", required: "" };
  const parameters = [
    { ...row, name: "nom complet" },
    { ...row, name: "jour" },
    { ...row, name: "jour" },
    { ...row, name: "motif", type: "choice" },
  ];
  const { errors } = compile({ ...blankDraft("function", ZONE), name: "a", description: "b", parameters });
  expect(Object.keys(errors)).toEqual(["parameter.0.name", "parameter.2.name", "parameter.3.choices"]);
});

test("the form turns parameters into JSON and back, and keeps JSON that fields cannot show", () => {
  const draft = draftOf(resource(REQUEST), ZONE);
  const asJson = changeForm(draft, "as-json");
  expect(JSON.parse(asJson?.schema ?? "")).toEqual(SCHEMA);
  expect(asJson && changeForm(asJson, "as-rows")).toEqual(draft);
  expect(changeForm({ ...draft, schema: "{" }, "as-rows")?.schema).toBe("{");
  expect(changeForm(draft, "add.header")?.headers).toHaveLength(2);
  expect(changeForm(draft, "remove.parameter.0")?.parameters).toHaveLength(5);
  expect(changeForm(draft, "save")).toBeUndefined();
});

test("arguments are read as values of their types; what is none is sent as it was typed", () => {
  const fields = fieldsOf(REQUEST) ?? [];
  const form = formOf({
    "argument.nom": "Camille",
    "argument.places": "2",
    "argument.urgent": "false",
    "argument.notes": "une\n\ndeux",
    "argument.jour": "",
  });
  expect(readArguments(form, fields)).toEqual({ nom: "Camille", places: 2, urgent: false, notes: ["une", "deux"] });
  expect(readArguments(formOf({ "argument.places": "deux" }), fields)).toEqual({ places: "deux" });
});

test("what uses a function is read from the refusal to delete it", () => {
  const told = (detail: string) => usersIn({ code: "conflict", status: 409, detail });
  expect(told('It is used by the assistant "Dr "Petit", accueil", the workflow "Nuit".')).toEqual([
    'Dr "Petit", accueil',
    "Nuit",
  ]);
  expect(told("Something else.")).toEqual([]);
});
