import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf } from "./processes.ts";
import { findRunningStack, lockState } from "./state.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "allokoli-state-"));
});
afterEach(() => rm(directory, { recursive: true }));

const pidFile = () => join(directory, "stack.pid");

test("a running stack is found, and prevents another on the same state", async () => {
  // The parent process runs longer than this test: its number and identity are those of the stack here.
  await writeFile(pidFile(), `${process.ppid}\n${identityOf(process.ppid)}\n`);
  expect(await findRunningStack(directory)).toBe(process.ppid);
  await expect(lockState(directory)).rejects.toThrow(`already runs from this folder (process ${process.ppid})`);
});

test("a stack's file whose number another program has now does not prevent a start, Node or not", async () => {
  // The previous release wrote only the number, and took any Node for a stack: this process is no stack.
  for (const left of [`${process.ppid}\nbefore the last boot 4711\n`, String(process.pid), "", "\n", "-1\n", "x"]) {
    await writeFile(pidFile(), left);
    expect(await findRunningStack(directory), left).toBeUndefined();
    const release = await lockState(directory);
    expect(await findRunningStack(directory)).toBe(process.pid);
    await release();
  }
  await expect(readFile(pidFile())).rejects.toThrow("ENOENT");
});
