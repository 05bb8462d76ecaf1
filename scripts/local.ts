import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { startHouse, type RunningHouse } from "./house.ts";
import { APP_ROLE, migrate } from "./migrate.ts";
import { STATE_DIR } from "./paths.ts";
import { localPorts, type Ports } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { localSecrets } from "./secrets.ts";
import { lockState } from "./state.ts";
import type { WorkerLog } from "./workers.ts";

export interface LocalHouse extends RunningHouse {
  ports: Ports;
  databaseUrl: string;
}

export interface LocalOptions {
  /** Whether the built site runs in the same workerd; a development server stands in for it otherwise. */
  site: boolean;
  devRegistry?: string;
}

/**
 * The house of one person on one machine: Postgres of its own (or DATABASE_URL), emulators, Workers, all under
 * .allokoli/. Ctrl-C stops all of it, in order.
 */
export async function startLocalHouse(options: LocalOptions): Promise<LocalHouse> {
  const ports = localPorts(process.env);
  const started: (() => Promise<void>)[] = [await lockState(STATE_DIR)];
  const close = async () => {
    while (started.length > 0) await started.pop()?.();
  };
  stopOnSignal(close);
  try {
    const secrets = await localSecrets(STATE_DIR);
    const superuserUrl = process.env.DATABASE_URL ?? (await startOwnPostgres(ports.postgres, started));
    await migrate(superuserUrl, { bootstrap: true, appPassword: secrets.databasePassword });
    const house = await startHouse({
      database: { superuserUrl, workersUrl: asWorkers(superuserUrl, secrets.databasePassword) },
      ports,
      secrets,
      stateDir: STATE_DIR,
      site: options.site,
      onLog: logToFile,
      ...(options.devRegistry === undefined ? {} : { devRegistry: options.devRegistry }),
    });
    started.push(house.close);
    return { ...house, ports, databaseUrl: superuserUrl, close };
  } catch (err) {
    await close();
    throw err;
  }
}

async function startOwnPostgres(port: number, started: (() => Promise<void>)[]): Promise<string> {
  const postgres = await startPostgres({ dataDir: join(STATE_DIR, "postgres"), port });
  started.push(postgres.stop);
  return postgres.url;
}

function asWorkers(superuserUrl: string, password: string): string {
  const url = new URL(superuserUrl);
  url.username = APP_ROLE;
  url.password = password;
  return url.href;
}

const LOG_FILE = join(STATE_DIR, "house.log");

function logToFile({ at, level, message }: WorkerLog): void {
  appendFileSync(LOG_FILE, `${at.toISOString()} ${level} ${message}\n`);
  if (level === "error" || level === "warn") console.error(styleText(level === "error" ? "red" : "yellow", message));
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
export function printAddresses({ urls, databaseUrl }: LocalHouse): void {
  const shown = new URL(databaseUrl);
  const rows = [
    ["Site", urls.site],
    ["API", `${urls.api}/docs`],
    ["Mailbox", `${urls.auth}/_emulator/mailbox`],
    ["Telephone", `${urls.vapi}/_emulator`],
    ["Numbers", `${urls.numbers}/_emulator/owned`],
    ["Postgres", `${shown.host}${shown.pathname}`],
    ["Log", ".allokoli/house.log"],
  ];
  const lines = rows.map(([name, address]) => `  ${styleText("dim", (name ?? "").padEnd(10))}${address}`);
  console.log(["", styleText("bold", "  AlloKoli is open."), "", ...lines, "", "  Ctrl-C closes it.", ""].join("\n"));
}

/** Runs a script to its end: what goes wrong is said in a sentence, without the machinery's stack. */
export async function runScript(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (err) {
    console.error(err instanceof Error && process.env.DEBUG === undefined ? err.message : err);
    process.exit(1);
  }
}
