import type { Identity } from "@allokoli/shared/identity/identity";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { STREAMS_AT_ONCE } from "../listeners/streams.ts";
import { Listeners, type ListenersOptions } from "./listeners.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const RETRY = "retry: 2000\n\n";
const someone = (index = 0, exp = 3_600): Identity => ({
  claims: {
    role: "authenticated",
    sub: `0198c2a4-0000-7000-8000-${String(index).padStart(12, "0")}`,
    exp,
  },
  orgId: "0198c2a4-0000-7000-8000-0000000000ff",
});

function open(options: Partial<ListenersOptions> = {}) {
  const listeners = new Listeners({
    heartbeatMs: 25_000,
    membershipCheckMs: 60_000,
    findRemoved: () => Promise.resolve([]),
    now: () => Date.now(),
    ...options,
  });
  const listen = (identity = someone(), beginning = "") => listeners.open(identity, () => beginning);
  return { listeners, listen };
}
/** What one read of a stream gives, each a piece that was sent. */
const pieces = (response: Response) => {
  const reader = response.body?.getReader();
  return async () => new TextDecoder().decode((await reader?.read())?.value);
};

describe("a stream of a call", () => {
  test("has the retry time, what the listener missed, and every frame unchanged, and ends with the call", async () => {
    const { listeners, listen } = open();
    const response = listen(someone(), "id: 1\n\n");
    listeners.send("id: 2\n\n");
    vi.advanceTimersByTime(25_000);
    listeners.send("id: 3\n\n");
    listeners.end();
    expect(await response.text()).toBe(`${RETRY}id: 1\n\nid: 2\n\n: heartbeat\n\nid: 3\n\n`);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("leaves no timer when the listener leaves", async () => {
    const { listeners, listen } = open();
    await listen().body?.cancel();
    expect(vi.getTimerCount()).toBe(0);
    listeners.send("id: 1\n\n");
  });

  test("ends for a listener who falls behind by a megabyte, with everything sent until then, and for nobody else", async () => {
    const { listeners, listen } = open();
    const [slow, quick] = [listen(), listen()];
    const next = pieces(quick);
    expect(await next()).toBe(RETRY);
    const large = "x".repeat(300_000);
    for (let sent = 0; sent < 10; sent += 1) {
      listeners.send(large);
      expect(await next()).toBe(large);
    }
    expect((await slow.text()).length).toBe(RETRY.length + 4 * large.length);
    listeners.send("id: 11\n\n");
    expect(await next()).toBe("id: 11\n\n");
  });

  test("ends when the token expires", async () => {
    const { listeners, listen } = open();
    const response = listen(someone(0, 90));
    vi.advanceTimersByTime(89_999);
    listeners.send("id: 1\n\n");
    vi.advanceTimersByTime(1);
    listeners.send("id: 2\n\n");
    expect(await response.text()).toBe(`${RETRY}: heartbeat\n\n: heartbeat\n\n: heartbeat\n\nid: 1\n\n`);
  });

  test("ends within a minute for a person who was removed, all of theirs; each person is asked for once", async () => {
    const asked: string[][] = [];
    const { listeners, listen } = open({
      heartbeatMs: 3_600_000,
      findRemoved: (people) => {
        asked.push(people.map(({ claims }) => claims.sub));
        return Promise.resolve(people.filter(({ claims }) => claims.sub === someone(1).claims.sub));
      },
    });
    const theirs = [listen(someone(1)), listen(someone(1))];
    const another = listen(someone(2));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([[someone(1).claims.sub, someone(2).claims.sub]]);
    expect(await Promise.all(theirs.map((response) => response.text()))).toEqual([RETRY, RETRY]);
    listeners.send("id: 1\n\n");
    listeners.end();
    expect(await another.text()).toBe(`${RETRY}id: 1\n\n`);
  });

  test("is refused to a listener who has the maximum, until one of theirs ends", async () => {
    const { listen } = open();
    const streams = Array.from({ length: STREAMS_AT_ONCE }, () => listen());
    expect(listen().status).toBe(429);
    expect(listen(someone(1)).status).toBe(200);
    await streams[0]?.body?.cancel();
    expect(listen().status).toBe(200);
  });
});

describe("events that come faster than a crowd can be served", () => {
  test("are joined, each listener gets each of them once and in order, and none waits longer than a pause", async () => {
    const { listeners, listen } = open();
    const crowd = Array.from({ length: 1_000 }, (_, index) => listen(someone(index)));
    const next = pieces(crowd[0] ?? listen());
    expect(await next()).toBe(RETRY);
    vi.setSystemTime(1_000_000);
    listeners.send("1;");
    expect(await next()).toBe("1;");
    vi.advanceTimersByTime(20);
    listeners.send("2;");
    vi.advanceTimersByTime(20);
    listeners.send("3;");
    // A pause of 150 ms since the first was sent.
    vi.advanceTimersByTime(110);
    expect(await next()).toBe("2;3;");
    vi.advanceTimersByTime(20);
    listeners.send("4;");
    // Whoever comes meanwhile gets it with what they missed, and not again.
    const late = pieces(listen(someone(5_000), "1;2;3;4;"));
    expect([await next(), await late()]).toEqual(["4;", `${RETRY}1;2;3;4;`]);
    listeners.end();
    expect([await next(), await late()]).toEqual(["", ""]);
  });

  test("are not joined for a few listeners", async () => {
    const { listeners, listen } = open();
    const next = pieces(listen());
    await next();
    listeners.send("1;");
    listeners.send("2;");
    expect([await next(), await next()]).toEqual(["1;", "2;"]);
  });
});
