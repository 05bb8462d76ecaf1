import { describe, expect, test } from "vitest";
import { compileCall, EMPTY_CALL, readCall, tellCallErrors, variableField, variablesOf } from "./new-call.ts";

const draft = { ...EMPTY_CALL, assistantId: "a1", number: "06 12 34 56 78" };

describe("a call's form in the form of the API", () => {
  test("one person now, with their number as it was written", () => {
    expect(compileCall(draft, "Europe/Paris")).toEqual({ assistantId: "a1", customer: { number: "06 12 34 56 78" } });
  });

  test("a name, a line, values for the assistant's words, and an hour of the organization", () => {
    const more = {
      ...draft,
      customerName: "Mme Martin",
      phoneNumberId: "p1",
      scheduledFor: "2026-12-01T09:00",
      variables: { firstName: "Anne", date: "" },
    };
    expect(compileCall(more, "America/Martinique")).toEqual({
      assistantId: "a1",
      phoneNumberId: "p1",
      customer: { number: "06 12 34 56 78", name: "Mme Martin" },
      schedule: { earliestAt: "2026-12-01T13:00:00.000Z" },
      variables: { firstName: "Anne" },
    });
  });

  test("a list of people takes the place of the one number", () => {
    const list = { ...draft, people: "Nom;Téléphone\nMme Roux;0600000004\nM. Petit;0600000003" };
    expect(compileCall(list, "Europe/Paris")).toEqual({
      assistantId: "a1",
      customers: [
        { number: "0600000004", name: "Mme Roux" },
        { number: "0600000003", name: "M. Petit" },
      ],
    });
  });

  test("a file is read as a list, and a hidden mark at its beginning is not part of it", async () => {
    const form = new FormData();
    form.set("file", new File(["\uFEFF0600000003;M. Petit"], "liste.csv"));
    form.set(variableField("firstName"), "Anne");
    expect(await readCall(form)).toMatchObject({ people: "0600000003;M. Petit", variables: { firstName: "Anne" } });
  });
});

test("errors stand at their fields, and those of a list name its lines", () => {
  const list = { ...draft, people: "\n0600000003\n12" };
  expect(tellCallErrors(list, [{ path: "customers.1.number", message: "", code: "too_short" }])["people"]).toMatch(
    /3.*12/,
  );
  expect(Object.keys(tellCallErrors(draft, [{ path: "customer.number", message: "" }]))).toEqual(["number"]);
  expect(Object.keys(tellCallErrors(draft, [{ path: "variables.firstName", message: "" }]))).toEqual([
    "variable.firstName",
  ]);
  expect(tellCallErrors({ ...draft, people: "0600000003\n".repeat(21) }, [])["people"]).toContain("20");
});

test("the form asks for what the assistant's words leave open, not for what the provider fills in", () => {
  const words = {
    firstMessage: "Bonjour {{ firstName }} !",
    systemPrompt: "Date : {{date}}, {{appointment}}, {{firstName}}",
  };
  expect(variablesOf(words)).toEqual(["firstName", "appointment"]);
});
