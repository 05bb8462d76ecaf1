import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { freePort } from "./ports.ts";

const FIRST = 20_000;

/** Another process, which looks at the same ports and then waits. */
async function portElsewhere() {
  const process = fork(fileURLToPath(new URL("testing/take-port.ts", import.meta.url)), [String(FIRST)]);
  const [port] = (await once(process, "message")) as [number];
  const end = async () => {
    const ended = once(process, "exit");
    process.disconnect();
    await ended;
  };
  return { port, end };
}

describe("a free port", () => {
  it("goes to one process alone, although nobody listens on it yet, until that process ends", async () => {
    const ours = await freePort(FIRST);
    const theirs = await portElsewhere();
    expect(theirs.port).not.toBe(ours);
    await theirs.end();
    expect(await freePort(theirs.port)).toBe(theirs.port);
  });
});
