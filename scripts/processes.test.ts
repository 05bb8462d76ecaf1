import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { endMarked, findListener, findMarked, findProcess, identityOf } from "./processes.ts";

const STATE = `/tmp/allokoli-nowhere-${process.pid}`;
/** A process as if a stack had started it, which ignores SIGINT. */
const stubborn = (stateDir: string) =>
  spawn("/bin/sh", ["-c", "trap '' INT; while :; do sleep 0.2; done"], {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, ALLOKOLI_STATE_DIR: stateDir },
  });

test.runIf(process.platform === "linux")(
  "what a stack has left is found by its mark and ended, whatever it does about it; others' is left alone",
  async () => {
    const [left, other] = [stubborn(STATE), stubborn(`${STATE}-other`)];
    await Promise.all([once(left, "spawn"), once(other, "spawn")]);
    const gone = once(left, "exit");
    expect(findMarked(STATE).map(({ pid }) => pid)).toContain(left.pid);
    const ended = await endMarked(STATE, 300);
    expect(ended.map(({ pid }) => pid)).toContain(left.pid);
    await gone;
    expect(findMarked(STATE)).toEqual([]);
    expect(findProcess(other.pid ?? 0)).toBeDefined();
    process.kill(-(other.pid ?? 0), "SIGKILL");
  },
);

test.runIf(process.platform === "linux")("the process that listens on a port is found", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect(findListener(port)?.pid).toBe(process.pid);
  server.close();
  await once(server, "close");
  expect(findListener(port)).toBeUndefined();
});

test("a process keeps its identity while it runs, and no other process has the same", () => {
  expect(identityOf(process.pid)).toBe(identityOf(process.pid));
  expect(identityOf(process.pid)).not.toBe(identityOf(process.ppid));
  for (const pid of [0, -1, Number.NaN, 4_194_999]) expect(identityOf(pid)).toBeUndefined();
});
