import { expect, test } from "vitest";
import { readPostedRows } from "../posted-rows.ts";
import { m } from "../../paraglide/messages.js";
import { createErrors, EMPTY_HANDOFF, handoffErrors, tellMember } from "./posted.ts";

const formOf = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
};
const refused = (...paths: string[]) => ({
  code: "validation_failed" as const,
  status: 422,
  errors: paths.map((path) => ({ path, message: "is wrong" })),
});

test("a posted « add » or « remove » changes the rows, and is not sent", () => {
  const rows = { "handoff.0.to": "b", "handoff.0.when": "x", "handoff.4.to": "c", "handoff.4.when": "y" };
  const added = readPostedRows(formOf({ ...rows, intent: "add.handoff" }), "handoff", EMPTY_HANDOFF);
  expect(added).toMatchObject({ sends: false, rows: [{ to: "b" }, { to: "c" }, EMPTY_HANDOFF] });
  const removed = readPostedRows(formOf({ ...rows, intent: "remove.handoff.0" }), "handoff", EMPTY_HANDOFF);
  expect(removed).toMatchObject({ sends: false, rows: [{ to: "c", when: "y" }] });
  expect(readPostedRows(formOf({ ...rows, intent: "handoffs" }), "handoff", EMPTY_HANDOFF).sends).toBe(true);
});

test("a fault of the contract and one of the group are told at the same field of the row", () => {
  const rows = [
    { to: "b", when: "", message: "" },
    { to: "b", when: "x", message: "" },
  ];
  const told = handoffErrors(refused("handoffs.0.when", "members.2.handoffs.1.to"), rows);
  expect(Object.keys(told)).toEqual(["handoff.0.when", "handoff.1.to"]);
  expect(told["handoff.1.to"]).toBe(m.squads_to_twice());
});

test("why an assistant cannot be a member is told at its row", () => {
  const assistants = [
    { id: "a", name: "Accueil" },
    { id: "b", name: "Accueil" },
  ];
  expect(tellMember("b", ["a"], assistants)).toBe(m.squads_member_namesake({ name: "Accueil" }));
  expect(tellMember("a", ["a"], assistants)).toBe(m.squads_member_twice());
  expect(tellMember("gone", ["a"], assistants)).toBe(m.squads_member_missing());
  const members = [{ assistantId: "a" }, { assistantId: "a" }];
  const told = createErrors(refused("name", "members.1.assistantId"), members, []);
  expect(Object.keys(told)).toEqual(["name", "member.1.assistantId"]);
});
