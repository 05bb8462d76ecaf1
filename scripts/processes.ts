import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** Every process that we may see; from /proc where there is one, for slim images have no `ps`. */
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
    // The name in the second field may hold spaces and brackets: the fields proper begin after its last bracket.
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

const bound = new Set<number>();
let watchdog: ChildProcess | undefined;

/**
 * Promises that this process outlives none of us: if we are killed without a chance to tidy up, a watchdog interrupts it.
 * @returns releases the promise, once the process has ended
 */
export function bindToOurLife(pid: number): () => void {
  // It reads our list over a pipe whose end we hold; when we are gone, so is the pipe.
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
