import { connect } from "node:net";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { upgradeWebSocket } from "@hono/node-server";
import { serve } from "./serve.ts";

test("answers on the address that it returns", async () => {
  const served = await serve(
    new Hono().get("/", (c) => c.text("hello")),
    { port: 0 },
  );
  const response = await fetch(served.url);
  expect(await response.text()).toBe("hello");
  await served.close();
});

test("rejects when the port is taken", async () => {
  const first = await serve(new Hono(), { port: 0 });
  const port = Number(new URL(first.url).port);
  await expect(serve(new Hono(), { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.close();
});

test("close ends an open stream, a WebSocket and an idle connection, and is safe to repeat", async () => {
  const app = new Hono()
    .get("/events", (c) =>
      streamSSE(c, async (stream) => {
        await stream.writeSSE({ data: "first" });
        await new Promise<void>((resolve) => stream.onAbort(resolve));
      }),
    )
    .get(
      "/socket",
      upgradeWebSocket(() => ({})),
    );
  const served = await serve(app, { port: 0, websocket: { server: new WebSocketServer({ noServer: true }) } });

  const reader = (await fetch(`${served.url}/events`)).body?.getReader();
  await reader?.read();
  const socket = new WebSocket(`${served.url.replace("http", "ws")}/socket`);
  await new Promise((resolve) => socket.once("open", resolve));
  const idle = connect(Number(new URL(served.url).port), "127.0.0.1");
  await new Promise((resolve) => idle.once("connect", resolve));
  const ended = Promise.all([
    reader?.read().catch(() => undefined),
    new Promise((resolve) => socket.once("close", resolve)),
    new Promise((resolve) => idle.once("close", resolve)),
  ]);

  await Promise.all([served.close(), served.close()]);
  await ended;
  await expect(fetch(served.url)).rejects.toThrow();
});
