import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { toFrame } from "../listeners/sse.ts";
import { streamFrom, type FrameSocket, type StreamOptions } from "./stream.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

class FakeSocket implements FrameSocket {
  closedWith: number | undefined;
  readonly #listeners: { type: string; listener: (event: { data: unknown }) => void }[] = [];
  accept(): void {}
  close(code: number): void {
    this.closedWith = code;
  }
  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#listeners.push({ type, listener });
  }
  emit(type: string, data?: unknown): void {
    for (const known of this.#listeners) if (known.type === type) known.listener({ data });
  }
}

function open(options: Partial<StreamOptions> = {}) {
  const socket = new FakeSocket();
  const response = streamFrom(socket, {
    heartbeatMs: 25_000,
    membershipCheckMs: 60_000,
    expiresAtMs: 3_600_000,
    mayStillListen: () => Promise.resolve(true),
    now: () => Date.now(),
    ...options,
  });
  return { socket, response };
}
const frame = (id: number) => toFrame({ id, event: "transcript", data: { text: "Bonjour" } });

describe("a stream", () => {
  test("begins with the retry time, then has every frame unchanged, and ends with the socket", async () => {
    const { socket, response } = open();
    socket.emit("message", frame(1));
    socket.emit("message", frame(2));
    socket.emit("close");
    expect(await response.text()).toBe(`retry: 2000\n\n${frame(1)}${frame(2)}`);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("has a comment every 25 s", async () => {
    const { socket, response } = open();
    vi.advanceTimersByTime(50_000);
    socket.emit("close");
    expect(await response.text()).toBe("retry: 2000\n\n: heartbeat\n\n: heartbeat\n\n");
  });

  test("closes the socket when the listener leaves", async () => {
    const { socket, response } = open();
    await response.body?.cancel();
    expect(socket.closedWith).toBe(4000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends for a listener who falls behind by a megabyte, with everything sent until then", async () => {
    const { socket, response } = open();
    const large = toFrame({ id: 1, event: "transcript", data: { text: "x".repeat(300_000) } });
    for (let sent = 0; sent < 10; sent += 1) socket.emit("message", large);
    expect(socket.closedWith).toBe(4000);
    expect((await response.text()).length).toBe("retry: 2000\n\n".length + 4 * large.length);
  });

  test("ends when the token expires", async () => {
    const { socket } = open({ expiresAtMs: 90_000 });
    vi.advanceTimersByTime(89_000);
    expect(socket.closedWith).toBeUndefined();
    vi.advanceTimersByTime(1_000);
    expect(socket.closedWith).toBe(4000);
  });

  test("ends within a minute for a listener who was removed, and only then", async () => {
    let may = true;
    const { socket } = open({ mayStillListen: () => Promise.resolve(may) });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket.closedWith).toBeUndefined();
    may = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket.closedWith).toBe(4000);
  });
});
