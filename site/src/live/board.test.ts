import { expect, test } from "vitest";
import { applyToBoard, type BoardCall } from "./board.ts";
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

test("a call that begins stands on the board at once, and is asked about", () => {
  expect(after(became("a", "ringing"))).toMatchObject([{ id: "a", status: "ringing", isKnown: false }]);
});

test("the last words are those of the call that they were said in", () => {
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

test("a call never goes back: who spoke is connected, who ended has ended", () => {
  expect(after(said("a", "Bonjour"), became("a", "ringing"))[0]?.status).toBe("in-progress");
  expect(after(became("a", "in-progress"), became("a", "ended"), said("a", "en retard"))[0]?.status).toBe("ended");
});

test("an end of a call that was never seen puts nothing on the board, and ended calls do not pile up", () => {
  expect(after(became("a", "ended"))).toEqual([]);
  const many = ["a", "b", "c", "d", "e"].flatMap((id) => [became(id, "in-progress"), became(id, "ended")]);
  expect(after(...many)).toHaveLength(3);
});
