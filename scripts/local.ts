import { join } from "node:path";
import { styleText } from "node:util";
import { startStack, startStackOn, type RunningStack, type StackAuth, type StackOptions } from "./stack.ts";
import { APP_ROLE, migrate } from "./migrate.ts";
import { STATE_DIR } from "./paths.ts";
import { bundleServices } from "./bundle.ts";
import { keepRunning } from "./keep-running.ts";
import { openLogFile } from "./log-file.ts";
import { findSupabase, standFor } from "./own-supabase.ts";
import { localPorts, type Ports } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { endMarked, markOurs } from "./processes.ts";
import { buildSite } from "./site.ts";
import { writeRecord } from "./record.ts";
import { localSecrets } from "./secrets.ts";
import { lockState } from "./state.ts";
import { requireSoundState } from "./state-files.ts";
import type { WorkerLog } from "./workers.ts";

export interface LocalStack extends RunningStack<StackAuth> {
  ports: Ports;
  databaseUrl: string;
  /** Where the mails of the stack are read; undefined when an Auth of one's own keeps them. */
  mailbox: string | undefined;
}

export interface LocalOptions {
  /** Whether the site is built and runs in the same workerd; otherwise a development server serves it. */
  site: boolean;
  devRegistry?: string;
}

/**
 * The stack of one person on one machine: its own Postgres (or DATABASE_URL), emulators and Workers, with their data
 * in .allokoli/. Ctrl-C stops all of it, in order.
 */
export async function startLocalStack(given: LocalOptions): Promise<LocalStack> {
  const ports = localPorts(process.env);
  const started: (() => Promise<void>)[] = [await lockState(STATE_DIR)];
  const close = async () => {
    while (started.length > 0) await started.pop()?.();
  };
  stopOnSignal(close);
  try {
    for (const { pid, command } of await endMarked(STATE_DIR))
      say(`Ended what a killed stack had left running: process ${pid} (${command.slice(0, 80)}).`);
    markOurs(STATE_DIR);
    requireSoundState(STATE_DIR);
    const secrets = await localSecrets(STATE_DIR);
    const supabase = findSupabase(process.env);
    const prepareDatabase = async () => {
      const url = process.env.DATABASE_URL ?? (await startOwnPostgres(ports.postgres, started));
      // A Supabase has what the bootstrap makes.
      await migrate(url, { bootstrap: supabase === undefined, appPassword: secrets.databasePassword });
      return url;
    };
    const [superuserUrl] = await allOf([
      prepareDatabase(),
      bundleServices(),
      given.site ? buildSite() : Promise.resolve(),
    ]);
    const options: StackOptions = {
      database: { superuserUrl, workersUrl: asWorkers(superuserUrl, secrets.databasePassword) },
      ports,
      secrets,
      stateDir: STATE_DIR,
      site: given.site,
      onLog: logToFile,
      onRestart: () => say("The Workers ended by themselves (workerd was killed or broke) and run again."),
      ...(given.devRegistry === undefined ? {} : { devRegistry: given.devRegistry }),
    };
    const stack =
      supabase === undefined
        ? await startStack(options)
        : await startStackOn(options, () => Promise.resolve(standFor(supabase, logToFile)));
    started.push(stack.close);
    const { site, api, auth } = stack.urls;
    await writeRecord(STATE_DIR, { site, api, auth, publishableKey: stack.auth.anonKey });
    const mailbox = supabase === undefined ? `${auth}/_emulator/mailbox` : undefined;
    return { ...stack, ports, databaseUrl: superuserUrl, mailbox, close };
  } catch (err) {
    await close();
    throw err;
  }
}

/** As Promise.all, but rejects when all have ended, so that what was started meanwhile is known. */
async function allOf<All extends Promise<unknown>[]>(works: readonly [...All]) {
  await Promise.allSettled(works);
  return Promise.all(works);
}

async function startOwnPostgres(port: number, started: (() => Promise<void>)[]): Promise<string> {
  const start = () => startPostgres({ dataDir: join(STATE_DIR, "postgres"), port });
  const postgres = await start();
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  started.push(keepRunning(postgres, { name: "Postgres", start, say, wait, now: Date.now }));
  return postgres.url;
}

function asWorkers(superuserUrl: string, password: string): string {
  const url = new URL(superuserUrl);
  url.username = APP_ROLE;
  url.password = password;
  return url.href;
}

/** Forty megabytes at most. */
const writeLog = openLogFile(join(STATE_DIR, "stack.log"), { maxBytes: 10_000_000, keep: 3 });

function logToFile({ at, level, message }: WorkerLog): void {
  writeLog(`${at.toISOString()} ${level} ${message}`);
  if (level === "error" || level === "warn") console.error(styleText(level === "error" ? "red" : "yellow", message));
}

/** Reports an event of the stack itself on the terminal. */
function say(sentence: string): void {
  console.error(styleText("yellow", sentence));
}

function stopOnSignal(close: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      console.log("\nStopping…");
      close().then(
        () => process.exit(0),
        (err: unknown) => {
          console.error(err);
          process.exit(1);
        },
      );
    });
  }
}

/** The block of addresses that a person reads after a start. */
export function printAddresses({ urls, auth, databaseUrl, mailbox }: LocalStack): void {
  const shown = new URL(databaseUrl);
  const rows = [
    ["Site", urls.site],
    ["API", `${urls.api}/docs`],
    ...(mailbox === undefined ? [] : [["Mailbox", mailbox]]),
    ["Telephone", `${urls.vapi}/_emulator`],
    ["Numbers", `${urls.numbers}/_emulator/owned`],
    ["Postgres", `${shown.host}${shown.pathname}`],
    ["Log", ".allokoli/stack.log"],
    ["Auth", urls.auth],
    ["Auth key", auth.anonKey],
  ];
  const lines = rows.map(([name, address]) => `  ${styleText("dim", (name ?? "").padEnd(10))}${address}`);
  console.log(
    [
      "",
      styleText("bold", "  AlloKoli is open."),
      "",
      ...lines,
      "",
      "  A token for a script: npm run --silent token -- EMAIL",
      "  Ctrl-C closes it.",
      "",
    ].join("\n"),
  );
}

/** Runs a script to its end: an error is shown as a sentence, without a stack trace. */
export async function runScript(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (err) {
    console.error(err instanceof Error && process.env.DEBUG === undefined ? err.message : err);
    process.exit(1);
  }
}
