import type { StackAuth } from "./stack.ts";
import type { WorkerLog } from "./workers.ts";

/** A Supabase of one's own, in the place of the Auth emulator. */
export interface OwnSupabase {
  url: string;
  anonKey: string;
  serviceRoleKey: string;
}

const NAMES = ["SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY", "DATABASE_URL"] as const;

/**
 * The Supabase that the variables name; undefined when they name none.
 * @throws when only some of them are there: half of it would be the emulator's
 */
export function findSupabase(env: NodeJS.ProcessEnv): OwnSupabase | undefined {
  const [url, anonKey, serviceRoleKey, databaseUrl] = NAMES.map((name) => env[name] ?? "");
  if (!url) return undefined;
  if (!anonKey || !serviceRoleKey || !databaseUrl) {
    const missing = NAMES.filter((name) => (env[name] ?? "") === "");
    throw new Error(`SUPABASE_URL is set, so ${missing.join(", ")} must be too: \`supabase status\` prints them.`);
  }
  return { url: url.replace(/\/$/, ""), anonKey, serviceRoleKey };
}

/** Such a Supabase for the stack: it is not ours to stop. Alerts by mail are written into the stack's log. */
export function standFor(supabase: OwnSupabase, log: (line: WorkerLog) => void): StackAuth {
  let mails = 0;
  return {
    ...supabase,
    takeWorkerMail(message) {
      mails += 1;
      log({ at: new Date(), level: "info", message: `mail ${mails}: ${JSON.stringify(message)}` });
      return { messageId: `<${mails}@localhost>` };
    },
    close: () => Promise.resolve(),
  };
}
