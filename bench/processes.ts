import { readFileSync } from "node:fs";
import { findListener } from "../scripts/processes.ts";

/** The kernel counts processor time in hundredths of a second, on every architecture that Node runs on. */
const TICK_MS = 10;
const MIB = 1024 ** 2;

/**
 * The process that listens on a port, such as the workerd of some Workers.
 * @throws when the system does not tell (it is not Linux)
 */
export function requireListener(port: number): number {
  const listener = findListener(port);
  if (listener === undefined) throw new Error(`which process listens on port ${port} cannot be seen on this machine`);
  return listener.pid;
}

/** The processor time that a process has used so far, in milliseconds. */
export function processorMs(pid: number): number {
  // The fields after the name, which may contain spaces: user time is the fourteenth of all, system time the fifteenth.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The memory of a process that is in RAM, in MiB. */
export function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kib) * 1024) / MIB;
}
