import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { toFrame } from "../listeners/sse.ts";
import { soundFrom, streamFrom, type FrameSocket, type StreamOptions } from "./stream.ts";

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

function open(options: Partial<StreamOptions> = {}, from = streamFrom) {
  const socket = new FakeSocket();
  const response = from(socket, {
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

describe("sound", () => {
  const piece = (sample: number) => new Int16Array(32_000).fill(sample).buffer;

  test("is passed on without texts, and what a slow listener does not take is left out, whole pieces of it", async () => {
    const { socket, response } = open({}, soundFrom);
    socket.emit("message", '{"type":"transcript"}');
    for (const sample of [1, 2, 3, 4]) socket.emit("message", piece(sample));
    const reader = response.body?.getReader();
    const read = async () => {
      const { value } = (await reader?.read()) ?? {};
      return value === undefined ? undefined : [value.byteLength, value[0]];
    };
    expect([await read(), await read()]).toEqual([
      [64_000, 1],
      [64_000, 2],
    ]);
    socket.emit("message", piece(5));
    socket.emit("close");
    expect([await read(), await read()]).toEqual([[64_000, 5], undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends when the listener may no longer hear it", async () => {
    const { socket, response } = open({ mayStillListen: () => Promise.resolve(false) }, soundFrom);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await response.text()).toBe("");
    expect(socket.closedWith).toBe(4000);
  });
});
