import { expect, test } from "vitest";
import { applyToBoard, withWords, type BoardCall } from "./board.ts";
import type { StreamedEvent } from "./call-view.ts";

const AT = "2026-11-22T09:00:00.000Z";
const said = (callId: string, text: string): StreamedEvent => ({
  callId,
  at: AT,
  seq: 3,
  type: "transcript",
  role: "user",
  text,
  final: true,
});
const became = (callId: string, status: "ringing" | "in-progress" | "ended"): StreamedEvent => ({
  callId,
  at: AT,
  seq: 1,
  type: "call.status",
  status,
});

const after = (...events: StreamedEvent[]) => events.reduce<BoardCall[]>(applyToBoard, []);

test("a call that begins is on the board at once, and is requested from the API", () => {
  expect(after(became("a", "ringing"))).toMatchObject([{ id: "a", status: "ringing", isKnown: false }]);
});

test("a page that is opened during a call has its last words at once, and newer ones stay", () => {
  const board = after(became("a", "in-progress"), became("b", "in-progress"), said("b", "Merci"));
  const last = { role: "assistant" as const, text: "Bonjour", at: AT };
  const words = withWords(board, [
    { id: "a", last },
    { id: "b", last },
    { id: "c", last: null },
  ]).map(({ id, last: of }) => [id, of?.text]);
  expect(Object.fromEntries(words)).toEqual({ a: "Bonjour", b: "Merci" });
});

test("each call has its own last words", () => {
  const board = after(
    became("a", "in-progress"),
    became("b", "in-progress"),
    said("a", "Bonjour"),
    said("b", "Allô"),
    said("a", "Merci"),
  );
  expect(board.find(({ id }) => id === "a")?.last?.text).toBe("Merci");
  expect(board.find(({ id }) => id === "b")?.last?.text).toBe("Allô");
});

test("a call never goes back: after words it is connected, after its end it stays ended", () => {
  expect(after(said("a", "Bonjour"), became("a", "ringing"))[0]?.status).toBe("in-progress");
  expect(after(became("a", "in-progress"), became("a", "ended"), said("a", "en retard"))[0]?.status).toBe("ended");
});

test("the end of an unknown call adds nothing to the board, and ended calls do not accumulate", () => {
  expect(after(became("a", "ended"))).toEqual([]);
  const many = ["a", "b", "c", "d", "e"].flatMap((id) => [became(id, "in-progress"), became(id, "ended")]);
  expect(after(...many)).toHaveLength(3);
});
