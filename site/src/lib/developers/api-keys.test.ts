import { expect, test } from "vitest";
import type { ApiKey } from "../api/types.ts";
import { changeOf, creationOf, formOf, PRESETS, typedKey, type TypedKey } from "./api-keys.ts";

const PARIS = "Europe/Paris";
const key: ApiKey = {
  id: "01990000-0000-7000-8000-000000000001",
  name: "Zapier",
  role: "member",
  scopes: ["webhooks", "read"],
  start: "alk_kC0P",
  lastFour: "Uant",
  status: "active",
  createdBy: { id: "01990000-0000-7000-8000-000000000002", name: null },
  keptBy: null,
  createdAt: "2026-11-27T08:00:00.000Z",
  updatedAt: "2026-11-27T08:00:00.000Z",
  expiresAt: "2026-12-31T14:30:00.000Z",
  lastUsedAt: null,
};

test("a key is valid to the end of its last day, where the organization is", () => {
  const typed: TypedKey = { name: "Zapier", role: "viewer", lastDay: "2026-12-31", scopes: ["read"] };
  expect(creationOf(typed, PARIS)).toEqual({
    name: "Zapier",
    role: "viewer",
    scopes: ["read"],
    expiresAt: "2026-12-31T23:00:00.000Z",
  });
  expect(creationOf({ ...typed, lastDay: "" }, PARIS)).toMatchObject({ expiresAt: null });
});

test("what is no day goes to the API, which refuses it", () => {
  expect(creationOf({ name: "x", role: "viewer", lastDay: "soon", scopes: ["read"] }, PARIS)).toMatchObject({
    expiresAt: "soon",
  });
});

test("only what was changed is sent: an end within a day stays what it was", () => {
  const typed = formOf(key, PARIS);
  expect(typed.lastDay).toBe("2026-12-31");
  expect(changeOf(typed, key, PARIS)).toEqual({});
  expect(changeOf({ ...typed, name: "Make" }, key, PARIS)).toEqual({ name: "Make" });
  expect(changeOf({ ...typed, lastDay: "" }, key, PARIS)).toEqual({ expiresAt: null });
  expect(changeOf({ ...typed, scopes: ["read"] }, key, PARIS)).toEqual({ scopes: ["read"] });
  // The scopes go with a new role, which may not be able to use them.
  expect(changeOf({ ...typed, role: "viewer" }, key, PARIS)).toEqual({ role: "viewer", scopes: ["read", "webhooks"] });
});

test("what is ticked is what the key is for; each beginning ticks at least one", () => {
  const form = new FormData();
  form.set("scope-webhooks", "on");
  form.set("scope-read", "on");
  form.set("scope-owner", "on");
  expect(typedKey(form).scopes).toEqual(["read", "webhooks"]);
  for (const { typed } of Object.values(PRESETS)) expect(typed.scopes.length).toBeGreaterThan(0);
  expect(PRESETS["own"]?.typed).toMatchObject({ role: "viewer", scopes: ["read"] });
});
