import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** The provider's client: a test says what becomes of joining. */
const client = {
  handlers: new Map<string, (value?: unknown) => void>(),
  reconnect: vi.fn<(call: object) => Promise<void>>(),
  stop: vi.fn<() => Promise<void>>(() => Promise.resolve()),
  setMuted: vi.fn<(isMuted: boolean) => void>(),
};
const made = vi.fn<(...given: unknown[]) => void>();
vi.mock("@vapi-ai/web", () => ({
  default: class {
    constructor(...given: unknown[]) {
      made(...given);
    }
    on = (name: string, handler: () => void) => void client.handlers.set(name, handler);
    reconnect = client.reconnect;
    stop = client.stop;
    setMuted = client.setMuted;
  },
}));
const { join } = await import("./speak.ts");

const CALL = { id: "1", url: "https://vapi.daily.co/room" };
const handlers = {
  onLevel: vi.fn<(level: number) => void>(),
  onEnd: vi.fn<() => void>(),
  signal: new AbortController().signal,
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  client.handlers.clear();
  client.reconnect.mockResolvedValue();
});
afterEach(() => void vi.useRealTimers());

test("joins the room without a key and without eval, tells how loud it is, and once that it is over", async () => {
  const conversation = await join(CALL, handlers);
  expect(made).toHaveBeenCalledWith("", undefined, { avoidEval: true });
  expect(client.reconnect).toHaveBeenCalledWith({ id: "1", webCallUrl: CALL.url });
  client.handlers.get("volume-level")?.(0.4);
  expect(handlers.onLevel).toHaveBeenCalledWith(0.4);
  conversation.mute(true);
  expect(client.setMuted).toHaveBeenCalledWith(true);
  expect(handlers.onEnd).not.toHaveBeenCalled();
  client.handlers.get("call-end")?.();
  expect(handlers.onEnd).toHaveBeenCalledTimes(1);
});

test.each(["error", "call-end"])("fails, and leaves the room, when it says %s while it is joined", async (event) => {
  client.reconnect.mockReturnValue(new Promise(() => undefined));
  const failed = join(CALL, handlers).catch((error: unknown) => error);
  await vi.waitFor(() => expect(client.handlers.has(event)).toBe(true), { timeout: 20_000 });
  client.handlers.get(event)?.({ type: "daily-error" });
  expect(await failed).toBeDefined();
  expect(client.stop).toHaveBeenCalledTimes(1);
  expect(handlers.onEnd).not.toHaveBeenCalled();
});

test("gives up after twenty seconds, also when its room is never left", async () => {
  client.stop.mockReturnValueOnce(new Promise(() => undefined));
  client.reconnect.mockReturnValue(new Promise(() => undefined));
  const failed = join(CALL, handlers).catch((error: unknown) => error);
  await vi.waitFor(() => expect(client.handlers.has("error")).toBe(true), { timeout: 20_000 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(String(await failed)).toContain("in time");
  expect(client.stop).toHaveBeenCalledTimes(1);
});

test("what fails of the sound alone does not end the conversation; what fails of the room does, and it is left", async () => {
  await join(CALL, handlers);
  for (const type of ["audio-start-failed", "audio-processing-setup-error"]) client.handlers.get("error")?.({ type });
  expect([handlers.onEnd.mock.calls.length, client.stop.mock.calls.length]).toEqual([0, 0]);
  client.handlers.get("error")?.({ type: "daily-error" });
  expect([handlers.onEnd.mock.calls.length, client.stop.mock.calls.length]).toEqual([1, 1]);
});

test("nobody who gave up gets into the room, and who is in it leaves it", async () => {
  const before = new AbortController();
  before.abort();
  await expect(join(CALL, { ...handlers, signal: before.signal })).rejects.toThrow("aborted");
  expect(made).not.toHaveBeenCalled();

  const meanwhile = new AbortController();
  client.reconnect.mockReturnValueOnce(new Promise(() => undefined));
  const failed = join(CALL, { ...handlers, signal: meanwhile.signal }).catch((error: unknown) => error);
  await vi.waitFor(() => expect(client.reconnect).toHaveBeenCalled(), { timeout: 20_000 });
  meanwhile.abort();
  expect(String(await failed)).toContain("aborted");
  expect(client.stop).toHaveBeenCalledTimes(1);

  const later = new AbortController();
  await join(CALL, { ...handlers, signal: later.signal });
  later.abort();
  expect(client.stop).toHaveBeenCalledTimes(2);
  expect(handlers.onEnd).not.toHaveBeenCalled();
});
