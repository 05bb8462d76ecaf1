import { expect, it } from "vitest";
import { findSupabase, standFor } from "./own-supabase.ts";

const ALL = {
  SUPABASE_URL: "http://127.0.0.1:54321/",
  SUPABASE_ANON_KEY: "anon",
  SUPABASE_SERVICE_ROLE_KEY: "service",
  DATABASE_URL: "postgres://127.0.0.1:54322/postgres",
};

it("is the emulator's place only when all of it is named", () => {
  expect(findSupabase({})).toBeUndefined();
  expect(findSupabase({ DATABASE_URL: ALL.DATABASE_URL })).toBeUndefined();
  expect(findSupabase(ALL)).toEqual({ url: "http://127.0.0.1:54321", anonKey: "anon", serviceRoleKey: "service" });
  expect(() => findSupabase({ ...ALL, SUPABASE_ANON_KEY: "", DATABASE_URL: undefined })).toThrow(
    /SUPABASE_ANON_KEY, DATABASE_URL must be too/,
  );
});

it("takes a Worker's mails into the log, each with an id of its own", () => {
  const lines: string[] = [];
  const auth = standFor({ url: "http://127.0.0.1:54321", anonKey: "a", serviceRoleKey: "s" }, ({ message }) =>
    lines.push(message),
  );
  const answers = [auth.takeWorkerMail({ to: "a@example.org" }), auth.takeWorkerMail({ to: "b@example.org" })];
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(2);
  expect(lines[0]).toContain("a@example.org");
});
