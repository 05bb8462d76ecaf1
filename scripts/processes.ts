import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** Every process that we may see; from /proc if it exists, because slim images have no `ps`. */
export function listProcesses(): Process[] {
  if (process.platform === "linux") return readdirSync("/proc").flatMap((name) => readLinuxProcess(Number(name)) ?? []);
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,command="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

function readLinuxProcess(pid: number): Process | undefined {
  if (!Number.isInteger(pid)) return undefined;
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    // The name in the second field may contain spaces and brackets: the other fields begin after its last bracket.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { pid, parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

export function findProcess(pid: number): Process | undefined {
  if (process.platform === "linux") return readLinuxProcess(pid);
  return listProcesses().find((other) => other.pid === pid);
}

/** The process that listens on a port of this machine, if the system names it and we may see it. */
export function findListener(port: number): Process | undefined {
  if (process.platform !== "linux") return undefined;
  const sockets = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeningSockets(table, port));
  return listProcesses().find(({ pid }) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.includes(linkOf(`/proc/${pid}/fd/${fd}`)));
    } catch {
      return false;
    }
  });
}

const LISTENING = "0A";

/** As the links in /proc/…/fd name them. Columns: number, local address, remote address, state, …, inode. */
function listeningSockets(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const [, ...lines] = existsSync(table) ? readFileSync(table, "utf8").trim().split("\n") : [];
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) === true && state === LISTENING)
    .map((columns) => `socket:[${columns[9]}]`);
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/**
 * Distinguishes a process from a later one with the same number: its start time, and the boot. Undefined when there is
 * no such process, or the system does not tell.
 */
export function identityOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The twenty-second field, counted from after the name.
    const start = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")[19];
    return start === undefined ? undefined : `${boot} ${start}`;
  } catch {
    return undefined;
  }
}

/** A variable in the environment of every process that a stack starts, and of their child processes. */
const MARK = "ALLOKOLI_STATE_DIR";

/** From now on, every process that this one starts is marked with its state. */
export function markOurs(stateDir: string): void {
  process.env[MARK] = stateDir;
}

/** The processes that a stack on this state has started, by the mark in their environment; only on Linux. */
export function findMarked(stateDir: string): Process[] {
  if (process.platform !== "linux") return [];
  const mark = `${MARK}=${stateDir}`;
  return listProcesses().filter(({ pid }) => {
    try {
      return pid !== process.pid && readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark);
    } catch {
      // Ended meanwhile, or of another user.
      return false;
    }
  });
}

const LEFT_PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Ends the processes that a stack on this state has left: SIGINT first, then SIGKILL. Resolves with those it found. */
export async function endMarked(stateDir: string, patienceMs = LEFT_PATIENCE_MS): Promise<Process[]> {
  const left = findMarked(stateDir);
  const signal = (name: "SIGINT" | "SIGKILL") => {
    for (const { pid } of findMarked(stateDir)) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended by itself.
      }
    }
  };
  if (left.length === 0) return left;
  signal("SIGINT");
  const deadline = Date.now() + patienceMs;
  while (findMarked(stateDir).length > 0) {
    if (Date.now() > deadline) signal("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return left;
}

const bound = new Set<number>();
let watchdog: ChildProcess | undefined;

/**
 * Makes a process end with us: if we are killed and cannot clean up, a watchdog interrupts it.
 * @returns ends that, once the process has ended
 */
export function bindToOurLife(pid: number): () => void {
  // It reads our list over a pipe, which closes when we end.
  const watch = 'while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -INT $pids';
  watchdog ??= spawn("/bin/sh", ["-c", watch], { cwd: "/", detached: true, stdio: ["pipe", "ignore", "ignore"] });
  watchdog.unref();
  bound.add(pid);
  tellWatchdog();
  return () => {
    bound.delete(pid);
    tellWatchdog();
  };
}

function tellWatchdog(): void {
  watchdog?.stdin?.write(`${[...bound].join(" ")}\n`);
}
