import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProcess, identityOf } from "./processes.ts";

const lockFile = (stateDir: string) => join(stateDir, "stack.pid");

/** The process of the stack that runs on this state, if one does. */
export async function findRunningStack(stateDir: string): Promise<number | undefined> {
  const text = await readFile(lockFile(stateDir), "utf8").catch(() => "");
  const [number = "", identity] = text.split("\n");
  const pid = Number(number);
  const command = findProcess(pid)?.command;
  if (command === undefined) return undefined;
  // After an unclean stop another program may have the number now. The previous release wrote only the number.
  const isIt = identity ? identityOf(pid) === identity : /\bscripts\/(run\.js|start\.ts|dev\.ts)/.test(command);
  return isIt ? pid : undefined;
}

/**
 * Reserves the state for this process.
 * @returns releases it
 * @throws when another stack runs on it
 */
export async function lockState(stateDir: string): Promise<() => Promise<void>> {
  const running = await findRunningStack(stateDir);
  if (running !== undefined && running !== process.pid) {
    throw new Error(`AlloKoli already runs from this folder (process ${running}): stop it first.`);
  }
  await mkdir(stateDir, { recursive: true });
  await writeFile(lockFile(stateDir), `${process.pid}\n${identityOf(process.pid) ?? ""}\n`);
  return () => rm(lockFile(stateDir), { force: true });
}
