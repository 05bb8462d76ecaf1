import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProcess } from "./processes.ts";

const lockFile = (stateDir: string) => join(stateDir, "house.pid");

/** The process of the house that runs on this state, if one does. */
export async function findRunningHouse(stateDir: string): Promise<number | undefined> {
  const pid = Number(await readFile(lockFile(stateDir), "utf8").catch(() => undefined));
  // After an unclean stop the pid may belong to anything.
  return findProcess(pid)?.command.includes("node") ? pid : undefined;
}

/**
 * Takes the state for this process.
 * @returns gives it back
 * @throws when another house runs on it
 */
export async function lockState(stateDir: string): Promise<() => Promise<void>> {
  const running = await findRunningHouse(stateDir);
  if (running !== undefined && running !== process.pid) {
    throw new Error(`AlloKoli already runs from this folder (process ${running}): stop it first.`);
  }
  if (!existsSync(stateDir)) await mkdir(stateDir, { recursive: true });
  await writeFile(lockFile(stateDir), String(process.pid));
  return () => rm(lockFile(stateDir), { force: true });
}
