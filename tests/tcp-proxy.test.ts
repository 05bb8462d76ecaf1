import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

const echo = createServer((socket) => socket.pipe(socket).on("error", () => socket.destroy()));
let proxy: TcpProxy;

beforeEach(async () => {
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const address = echo.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  proxy = await startTcpProxy({ host: "127.0.0.1", port: address.port });
});

afterEach(async () => {
  await proxy.close();
  echo.close();
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

async function echoed(socket: Socket, text: string, length = text.length): Promise<string> {
  let back = "";
  socket.write(text);
  while (back.length < length) back += String((await once(socket, "data"))[0]);
  return back;
}

test("bytes arrive in order, late by the round trip, and many of them no later than one", async () => {
  const socket = await open();
  expect(await echoed(socket, "hello")).toBe("hello");
  proxy.roundTripMs = 40;
  const from = performance.now();
  const numbers = Array.from({ length: 50 }, (_, index) => `${index};`);
  for (const number of numbers.slice(0, -1)) socket.write(number);
  expect(await echoed(socket, numbers.at(-1) ?? "", numbers.join("").length)).toBe(numbers.join(""));
  const tookMs = performance.now() - from;
  expect(tookMs).toBeGreaterThanOrEqual(39);
  expect(tookMs).toBeLessThan(40 * numbers.length);
  socket.destroy();
});

test("a cut ends open connections and refuses new ones until `heal`", async () => {
  const socket = await open();
  await echoed(socket, "up");
  expect(proxy.connections).toBe(1);

  const ended = once(socket, "error");
  proxy.cut();
  await ended;
  expect(proxy.connections).toBe(0);
  const refused = connect(proxy.port, "127.0.0.1");
  expect((await once(refused, "error"))[0]).toMatchObject({ code: "ECONNRESET" });

  proxy.heal();
  const again = await open();
  expect(await echoed(again, "back")).toBe("back");
  again.destroy();
});
