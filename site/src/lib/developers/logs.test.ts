import { AUDIT_ACTIONS } from "@allokoli/shared/audit/actions";
import { expect, test } from "vitest";
import type { LogEntry } from "../api/types.ts";
import { actionGroups, detailRows, entryPage, filterQuery, kindOptions, readFilters } from "./logs.ts";

const PARIS = "Europe/Paris";
const entry = (over: Partial<LogEntry>): LogEntry => ({
  id: "01990000-0000-7000-8000-000000000001",
  at: "2026-11-27T08:00:00.000Z",
  actor: { kind: "person", id: null, name: "Camille" },
  action: "assistant.updated",
  resource: { type: "assistant", id: "7" },
  outcome: "done",
  requestId: null,
  detail: {},
  sentence: { fr: "", en: "" },
  ...over,
});

test.each(["fr", "en"] as const)(
  "every action can be chosen, in words, under a kind that has a name (%s)",
  (locale) => {
    const groups = actionGroups(locale);
    const options = groups.flatMap((group) => group.options);
    expect(options.map(({ value }) => value).toSorted()).toEqual(Object.keys(AUDIT_ACTIONS).toSorted());
    expect(options.filter(({ label }) => /[{}]/.test(label))).toEqual([]);
    const kinds = new Set(kindOptions().map(({ label }) => label));
    expect(groups.filter(({ label }) => !kinds.has(label))).toEqual([]);
  },
);

test("the filters of the address are those of the API, a day wholly", () => {
  const filters = readFilters(new URLSearchParams("action=call.failed&from=2026-11-27&to=2026-11-27&other=1"));
  expect(filterQuery(filters, null, PARIS)).toEqual({
    action: "call.failed",
    from: "2026-11-26T23:00:00.000Z",
    to: "2026-11-27T22:59:59.999Z",
  });
});

test("before and after are told: a role in words, a range as times, a name as it is", () => {
  const told = (action: string, detail: LogEntry["detail"]) =>
    detailRows(entry({ action, detail }), PARIS).map(({ text }) => text);
  const [before, after] = told("member.updated", { from: "viewer", to: "admin" });
  expect([before, after]).not.toEqual(["viewer", "admin"]);
  expect(told("api-key.created", { name: "admin", expiresAt: null })).toEqual(["admin"]);
  const [reading, everything] = [["read"], ["read", "write", "calls", "webhooks"]].map((scopes) =>
    told("api-key.updated", { scopes }),
  );
  expect(reading).not.toEqual(["read"]);
  expect(everything?.[0]?.split(", ")).toHaveLength(4);
  expect(told("webhook.replayed", { from: "2026-11-27T08:00:00.000Z", queued: 0 })[0]).not.toContain("T08");
  expect(told("assistant.updated", { fields: ["voice", "model"] })).toEqual(["voice, model"]);
});

test("a changed assistant leads to its version, and what is gone leads nowhere", () => {
  expect(entryPage(entry({ detail: { version: 3 } }))?.href).toBe("/assistants/7/versions/3");
  expect(entryPage(entry({ action: "assistant.updated.refused", detail: { version: 3 } }))?.href).toBe("/assistants/7");
  expect(entryPage(entry({ action: "assistant.created", detail: { version: 1 } }))?.href).toBe("/assistants/7");
  expect(entryPage(entry({ action: "assistant.deleted" }))).toBeUndefined();
  expect(entryPage(entry({ resource: { type: "member", id: "7" } }))).toBeUndefined();
});
