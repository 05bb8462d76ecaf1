import { describe, expect, test } from "vitest";
import { acceptListener, listenerOf, streamAddress, STREAMS_AT_ONCE } from "./streams.ts";

const OPEN = 1;
const CLOSING = 2;
const PERSON = listenerOf({ role: "authenticated", sub: "0198c2a4-0000-7000-8000-000000000001" });
const KEY = listenerOf({ role: "api_key", sub: "0198c2a4-0000-7000-8000-000000000001" });

/** An object's sockets, by the tags under which they were accepted. */
function openSockets() {
  const taken: { tags: string[]; readyState: number }[] = [];
  return {
    taken,
    getWebSockets: (tag: string) => taken.filter(({ tags }) => tags.includes(tag)),
    acceptWebSocket: (_socket: WebSocket, tags: string[]) => void taken.push({ tags, readyState: OPEN }),
  };
}
// The socket itself is not used.
const SOCKET = {} as WebSocket;
const listenTo = (sockets: ReturnType<typeof openSockets>, listener: string) =>
  acceptListener(sockets, { url: streamAddress("7", listener) }, SOCKET);

describe("a listener", () => {
  test("has a maximum of streams per object, without using up another listener's", () => {
    const sockets = openSockets();
    for (let count = 0; count < STREAMS_AT_ONCE; count++) expect(listenTo(sockets, PERSON)).toBe(true);
    expect(listenTo(sockets, PERSON)).toBe(false);
    expect(sockets.taken).toHaveLength(STREAMS_AT_ONCE);
    expect(listenTo(sockets, KEY)).toBe(true);
  });

  test("may open another while one of theirs is closing", () => {
    const sockets = openSockets();
    for (let count = 0; count < STREAMS_AT_ONCE; count++) listenTo(sockets, PERSON);
    const [first] = sockets.taken;
    if (first !== undefined) first.readyState = CLOSING;
    expect(listenTo(sockets, PERSON)).toBe(true);
    expect(listenTo(sockets, PERSON)).toBe(false);
  });

  test("is sent to the object beside the last event id", () => {
    const { searchParams } = new URL(streamAddress("12", PERSON));
    expect([searchParams.get("listener"), searchParams.get("after")]).toEqual([PERSON, "12"]);
    expect(new URL(streamAddress(null, PERSON)).searchParams.has("after")).toBe(false);
    // A tag of a socket has 256 characters at most (Workers' documentation of acceptWebSocket).
    expect(PERSON.length).toBeLessThan(256);
  });
});
