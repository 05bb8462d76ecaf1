import { createServer } from "node:http";
import { once } from "node:events";
import { startSupabaseAuth, type SupabaseAuth } from "@allokoli/emulators/supabase-auth/server";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../tests/postgres.ts";
import { personToken } from "./person-token.ts";

let database: TestDatabase;
let auth: SupabaseAuth;

beforeAll(async () => {
  database = await createTestDatabase({ migrated: true });
  auth = await startSupabaseAuth({ databaseUrl: database.url, port: 0, siteUrl: "http://localhost:4321" });
});
afterAll(async () => {
  await auth.close();
  await database.drop();
});

const anybody = () =>
  createClient(auth.url, auth.anonKey, { auth: { persistSession: false, autoRefreshToken: false } });

test("a person of this stack gets a token that Auth accepts, without a password and without a mail", async () => {
  const email = "claire.fontaine@exemple.fr";
  const signedUp = await anybody().auth.signUp({ email, password: "un mot de passe assez long" });
  const mails = auth.mails().length;
  const token = await personToken(auth.url, "Claire.Fontaine@exemple.fr");
  const { data } = await anybody().auth.getUser(token);
  expect(data.user?.id).toBe(signedUp.data.user?.id);
  expect(auth.mails()).toHaveLength(mails);
});

test("an unknown person gets none, and no account is created", async () => {
  await expect(personToken(auth.url, "personne@exemple.fr")).rejects.toThrow(
    "Nobody here has the address personne@exemple.fr",
  );
  const { data } = await createClient(auth.url, auth.serviceRoleKey).auth.admin.listUsers();
  expect(data.users.map(({ email }) => email)).not.toContain("personne@exemple.fr");
});

test("only the local emulator is asked", async () => {
  await expect(personToken("https://abcdefgh.supabase.co", "a@exemple.fr")).rejects.toThrow("not on this machine");
  await expect(personToken("http://localhost.exemple.fr", "a@exemple.fr")).rejects.toThrow("not on this machine");
  await expect(personToken("http://127.0.0.1:9", "a@exemple.fr")).rejects.toThrow("does not answer");
  const asked: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(404).end("{}");
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(personToken(`http://127.0.0.1:${port}`, "a@exemple.fr")).rejects.toThrow("is not the Auth emulator");
  expect(asked).toEqual(["/_emulator/faults"]);
  other.close();
});
