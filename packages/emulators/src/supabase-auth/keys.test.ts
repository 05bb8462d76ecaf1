import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createApiKeys, SigningKeys } from "./keys.ts";

let directory: string;
let file: string;
const NOW = new Date("2026-11-23T09:00:00Z");

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "allokoli-keys-"));
  file = join(directory, "signing-keys.json");
});

afterEach(() => rm(directory, { recursive: true }));

const claims = (hours: number) => ({ sub: "someone", exp: NOW.getTime() / 1_000 + hours * 3_600 });

test("the key file is readable by its owner only, and outlives a restart", async () => {
  const keys = await SigningKeys.open(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const token = await keys.sign(claims(1));

  const reopened = await SigningKeys.open(file);
  expect((await reopened.verify(token, NOW)).sub).toBe("someone");
  expect(reopened.publicKeySet()).toEqual(keys.publicKeySet());
});

test("the published set verifies tokens and says nothing private", async () => {
  const keys = await SigningKeys.open();
  const set = keys.publicKeySet();
  expect(set.keys[0]).not.toHaveProperty("d");
  const { payload } = await jwtVerify(await keys.sign(claims(1)), createLocalJWKSet(set), { currentDate: NOW });
  expect(payload.sub).toBe("someone");
});

test("after a rotation the old key verifies and the new one signs; two rotations retire a key", async () => {
  const keys = await SigningKeys.open(file);
  const first = keys.current.kid;
  const token = await keys.sign(claims(1));
  const second = await keys.rotate({ keepPrevious: true });
  expect(keys.publicKeySet().keys.map((key) => key.kid)).toEqual([second, first]);
  expect((await keys.verify(token, NOW)).sub).toBe("someone");

  await keys.rotate({ keepPrevious: true });
  await expect(keys.verify(token, NOW)).rejects.toThrow("unrecognized JWT kid");
  const reopened = await SigningKeys.open(file);
  expect(reopened.publicKeySet()).toEqual(keys.publicKeySet());
});

test("an expired token is refused by the clock that is handed in", async () => {
  const keys = await SigningKeys.open();
  const token = await keys.sign(claims(1));
  await expect(keys.verify(token, new Date(NOW.getTime() + 3_600_001))).rejects.toThrow("exp");
});

test("the project's keys never change and name their role", async () => {
  const [first, second] = await Promise.all([createApiKeys(), createApiKeys()]);
  expect(first).toEqual(second);
  const keys = await SigningKeys.open();
  expect((await keys.verify(first.anonKey, NOW)).role).toBe("anon");
  expect((await keys.verify(first.serviceRoleKey, NOW)).role).toBe("service_role");
});
