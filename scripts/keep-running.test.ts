import { expect, test } from "vitest";
import { keepRunning, type Server } from "./keep-running.ts";

const loopTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Servers that end when they are killed, and starts of which the first `failures` fail. */
function world({ failures = 0, gapMs = 0 } = {}) {
  const said: string[] = [];
  const servers: { kill(how: string): void; isStopped: boolean }[] = [];
  let left = failures;
  let time = 0;
  const server = (): Server => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const own = { kill: resolve, isStopped: false };
    servers.push(own);
    return {
      ended: promise,
      async stop() {
        own.isStopped = true;
        resolve("exit code 0");
      },
    };
  };
  const stop = keepRunning(server(), {
    name: "Postgres",
    start: async () => {
      if (left-- > 0) throw new Error("the port is taken");
      return server();
    },
    say: (sentence) => said.push(sentence),
    wait: async () => undefined,
    now: () => (time += gapMs),
  });
  return { said, servers, stop };
}

test("a server that is killed is started again, with a message for both; one that is stopped is not", async () => {
  const { said, servers, stop } = world();
  servers[0]?.kill("killed by SIGKILL");
  await loopTurn();
  expect(said).toEqual(["Postgres ended (killed by SIGKILL). It is started again.", "Postgres runs again."]);
  await stop();
  expect(servers.map(({ isStopped }) => isStopped)).toEqual([false, true]);
  expect(said).toHaveLength(2);
});

test("a start is tried until what the previous server left is gone; one that never succeeds is reported", async () => {
  const patient = world({ failures: 20 });
  patient.servers[0]?.kill("killed by SIGKILL");
  await loopTurn();
  expect(patient.said.at(-1)).toBe("Postgres runs again.");
  await patient.stop();

  const hopeless = world({ failures: Number.POSITIVE_INFINITY });
  hopeless.servers[0]?.kill("killed by SIGKILL");
  await loopTurn();
  expect(hopeless.said.at(-1)).toMatch(/^Postgres does not start: the port is taken\n.*Ctrl-C/);
  await hopeless.stop();
});

test("a server that keeps ending is reported and not started again; one that ends now and then is", async () => {
  for (const [gapMs, starts] of [
    [0, 6],
    [20_000, 11],
  ] as const) {
    const { said, servers, stop } = world({ gapMs });
    for (let n = 0; n < 10; n++) {
      servers.at(-1)?.kill("exit code 1");
      await loopTurn();
    }
    expect(servers).toHaveLength(starts);
    if (starts === 6) expect(said.at(-1)).toMatch(/^Postgres keeps ending \(exit code 1\)\. .*Ctrl-C/);
    await stop();
  }
});
