import { expect, test } from "vitest";
import type { CallView, StreamedEvent } from "./call-view.ts";
import { follow, type Followed } from "./followed.ts";

const said = (seq: number): StreamedEvent => ({
  callId: "c",
  at: `2026-11-27T10:00:${String(seq).padStart(2, "0")}.000Z`,
  seq,
  type: "transcript",
  role: "user",
  text: `Phrase ${seq}`,
  final: true,
});
const viewUpTo = (lastSeq: number): CallView => ({
  status: "in-progress",
  startedAt: null,
  endedAt: null,
  endedReason: null,
  assistantName: null,
  lines: Array.from({ length: lastSeq }, (_, index) => ({
    kind: "said",
    key: String(index + 1),
    role: "user",
    text: `Phrase ${index + 1}`,
    at: "",
  })),
  partial: {},
  speaking: { assistant: false, user: false },
  report: null,
  lastSeq,
});
const texts = ({ view }: Followed) => view.lines.map((line) => (line.kind === "said" ? line.text : line.kind));
const upTo = (last: number) => Array.from({ length: last }, (_, index) => `Phrase ${index + 1}`);

test("a gap is there until the history has all of it, and what came meanwhile is not lost", () => {
  let followed: Followed = { view: viewUpTo(2), gap: null };
  followed = follow(followed, { do: "miss", through: 6 });
  followed = follow(followed, { do: "apply", event: said(7) });
  expect(followed.gap).not.toBeNull();
  // A history that is behind does not fill it.
  followed = follow(followed, { do: "fill", history: viewUpTo(4) });
  expect([texts(followed), followed.gap === null]).toEqual([["Phrase 1", "Phrase 2", "Phrase 7"], false]);
  followed = follow(followed, { do: "apply", event: said(8) });
  followed = follow(followed, { do: "fill", history: viewUpTo(7) });
  expect([texts(followed), followed.gap]).toEqual([upTo(8), null]);
});

test("a second gap while the first is open closes with both", () => {
  let followed: Followed = { view: viewUpTo(1), gap: null };
  for (const through of [3, 9]) followed = follow(followed, { do: "miss", through });
  expect(follow(followed, { do: "fill", history: viewUpTo(5) }).gap).not.toBeNull();
  expect(texts(follow(followed, { do: "fill", history: viewUpTo(9) }))).toEqual(upTo(9));
});
