import { expect, test } from "vitest";
import type { Api } from "../api/client.ts";
import { replayedQuery, replayErrors, replayOf, sendAgain, tellQueued } from "./deliveries.ts";

const PARIS = "Europe/Paris";

/** An API whose failed deliveries are these, newest first. */
function apiWith(failed: { id: string; eventType: string }[], post: () => unknown = () => ({ ok: true })) {
  const retried: string[] = [];
  const api = {
    get: async () => ({ ok: true, data: { items: failed, nextCursor: null } }),
    post: async (_path: string, given: { path: { deliveryId: string } }) => {
      retried.push(given.path.deliveryId);
      return post();
    },
  };
  // Only what is asked for here.
  return { api: api as unknown as Api, retried };
}
const named = (count: number, eventType = "call.ended") =>
  Array.from({ length: count }, (_, n) => ({ id: String(n), eventType }));

test("what never arrived is sent again, the oldest first, and no ping", async () => {
  const { api, retried } = apiWith([...named(3), { id: "ping", eventType: "ping" }]);
  expect(await sendAgain(api, "hook")).toMatchObject({ ok: true, data: { queued: 3, isMore: false } });
  expect(retried).toEqual(["2", "1", "0"]);
});

test("more than forty are sent in several steps", async () => {
  const { api, retried } = apiWith(named(45));
  expect(await sendAgain(api, "hook")).toMatchObject({ data: { queued: 40, isMore: true } });
  expect(retried).toHaveLength(40);
});

test("one that is gone is no fault; a refusal ends it and is told", async () => {
  const gone = apiWith(named(2), () => ({ ok: false, problem: { code: "not_found", status: 404 } }));
  expect(await sendAgain(gone.api, "hook")).toMatchObject({ ok: true, data: { queued: 0 } });
  const refused = apiWith(named(9), () => ({ ok: false, problem: { code: "conflict", status: 409 } }));
  expect(await sendAgain(refused.api, "hook")).toMatchObject({ ok: false, problem: { code: "conflict" } });
  expect(refused.retried).toHaveLength(5);
});

test("a range is read on the organization's clock, and an exact moment stays what it is", () => {
  expect(replayOf({ from: "2026-11-27T09:00", to: "", type: "" }, PARIS)).toEqual({ from: "2026-11-27T08:00:00.000Z" });
  const exact = { from: "2026-11-27T08:00:00.123Z", to: "2026-11-27T10:00", type: "call.ended" };
  expect(replayOf(exact, PARIS)).toEqual({
    from: "2026-11-27T08:00:00.123Z",
    to: "2026-11-27T09:00:00.000Z",
    eventTypes: ["call.ended"],
  });
});

test("a range without a beginning, or with an end before it, is refused at its field", () => {
  expect(Object.keys(replayErrors({ from: "", to: "", type: "" }, PARIS))).toEqual(["from"]);
  expect(Object.keys(replayErrors({ from: "2026-11-27T09:00", to: "x", type: "" }, PARIS))).toEqual(["to"]);
  expect(Object.keys(replayErrors({ from: "2026-11-27T09:00", to: "2026-11-27T08:59", type: "" }, PARIS))).toEqual([
    "to",
  ]);
  expect(replayErrors({ from: "2026-11-27T09:00", to: "2026-11-27T09:00", type: "" }, PARIS)).toEqual({});
});

test("the address says where to go on only when there is more", () => {
  const typed = { from: "2026-11-01T00:00", to: "2026-11-27T10:00", type: "" };
  expect(String(replayedQuery({ queued: 3, continueFrom: null }, typed))).toBe("done=replayed&queued=3");
  const more = replayedQuery({ queued: 5000, continueFrom: "2026-11-02T00:00:00.000Z" }, typed);
  expect([more.get("from"), more.get("to")]).toEqual(["2026-11-02T00:00:00.000Z", "2026-11-27T10:00"]);
});

test("a number that somebody wrote into the address is told as no number", () => {
  expect(tellQueued(new URLSearchParams("queued=<b>"))).toBeUndefined();
  expect(tellQueued(new URLSearchParams("queued=-1"))).toBeUndefined();
  expect(tellQueued(new URLSearchParams("queued=12"))).toContain("12");
});
