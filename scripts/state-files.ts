import { closeSync, existsSync, globSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

const secret = z.string().min(1).optional();
/** The files of a stack, how to recognize a damaged one, and what is lost without it. */
const FILES: { pattern: string; check: (path: string) => void; without: string }[] = [
  {
    pattern: "secrets.json",
    check: json(
      z.object({
        databasePassword: secret,
        vapiApiKey: secret,
        vapiPublicKey: secret,
        vapiWebhookSecret: secret,
        vapiHmacKey: secret,
        credentialsKey: secret,
        operatorKey: secret,
      }),
    ),
    without:
      "new secrets are made up; what was sealed with the old ones (accounts at providers, webhooks) is entered anew",
  },
  {
    pattern: "auth/signing-keys.json",
    check: json(z.object({ keys: z.array(z.looseObject({ kid: z.string(), d: z.string() })).min(1) })),
    without: "a new key is made, and everybody signs in again",
  },
  { pattern: "auth/mails.json", check: json(z.array(z.unknown())), without: "the mailbox is empty" },
  {
    pattern: "numbers/*.json",
    check: json(z.looseObject({})),
    without: "no number is owned at the emulated providers",
  },
  { pattern: "vapi/vapi.sqlite", check: checkSqlite, without: "the emulated Vapi remembers nothing" },
  {
    pattern: "workers/**/*.sqlite",
    check: checkSqliteHeader,
    without: "that Durable Object begins anew: what it did for Postgres is found again by the sweeps",
  },
];

function json(shape: z.ZodType) {
  return (path: string) => {
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(path, "utf8"));
    } catch (err) {
      if (err instanceof SyntaxError) throw new Error("it is not JSON", { cause: err });
      throw err;
    }
    const [issue] = shape.safeParse(value).error?.issues ?? [];
    if (issue !== undefined) throw new Error(`${issue.path.join(".") || "its content"} is not as it was written`);
  };
}

const SQLITE_HEADER = "SQLite format 3\0";

function checkSqliteHeader(path: string): void {
  const begin = Buffer.alloc(SQLITE_HEADER.length);
  const file = openSync(path, "r");
  const read = readSync(file, begin);
  closeSync(file);
  // A new file is empty.
  if (read > 0 && begin.toString("latin1") !== SQLITE_HEADER) throw new Error("it is no SQLite database");
}

function checkSqlite(path: string): void {
  checkSqliteHeader(path);
  const database = new DatabaseSync(path);
  try {
    const [row] = database.prepare("pragma quick_check(1)").all();
    const said = String(Object.values(row ?? {})[0]);
    if (said !== "ok") throw new Error(said.replaceAll(/\s+/g, " "));
  } finally {
    database.close();
  }
}

/**
 * Checks all files of a stack before anything is started on them.
 * @throws naming each file that is damaged, and what to do
 */
export function requireSoundState(stateDir: string): void {
  const damaged = FILES.flatMap(({ pattern, check, without }) =>
    globSync(pattern, { cwd: stateDir }).flatMap((name) => {
      try {
        check(join(stateDir, name));
        return [];
      } catch (err) {
        const reason = err instanceof Error ? err.message : String(err);
        return [
          `${join(stateDir, name)} is damaged: ${reason}.\n  Without it, ${without}: move it away and start again.`,
        ];
      }
    }),
  );
  if (existsSync(join(stateDir, "postgres")) && !existsSync(join(stateDir, "postgres/PG_VERSION")))
    damaged.push(
      `${join(stateDir, "postgres")} is no Postgres cluster: PG_VERSION is missing.\n  Without it the database is empty: move it away and start again.`,
    );
  if (damaged.length > 0) throw new Error([...damaged, "Or `npm run reset` forgets everything local."].join("\n"));
}
