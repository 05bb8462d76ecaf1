import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resume } from "../listeners/resume.ts";
import { toFrame } from "../listeners/sse.ts";

describe("a frame", () => {
  test("is one event whatever it contains: text cannot end it or begin another", () => {
    fc.assert(
      fc.property(
        fc.record({ id: fc.option(fc.nat(), { nil: undefined }), text: fc.string({ unit: "binary" }) }),
        ({ id, text }) => {
          const frame = toFrame({ ...(id !== undefined && { id }), event: "transcript", data: { text } });
          const lines = frame.split(/\r\n|\r|\n/);
          expect(lines.slice(-2)).toEqual(["", ""]);
          const fields = lines.slice(0, -2);
          expect(fields.map((line) => line.slice(0, line.indexOf(":")))).toEqual(
            id === undefined ? ["event", "data"] : ["id", "event", "data"],
          );
          expect(JSON.parse(fields.at(-1)?.slice("data: ".length) ?? "")).toEqual({ text });
        },
      ),
    );
  });
});

describe("a listener", () => {
  const kept = { first: 5, last: 9 };

  test.each([
    ["that has the last event", "9", { from: 9, isReset: false }],
    ["that has an earlier one", "6", { from: 6, isReset: false }],
    ["that has the one before the first that is kept", "4", { from: 4, isReset: false }],
    ["that missed events that are gone", "3", { from: 9, isReset: true }],
    ["from the future", "10", { from: 9, isReset: true }],
    ["with an invalid id", "abc", { from: 9, isReset: true }],
    ["with an empty id", "", { from: 9, isReset: true }],
  ])("%s", (_who, after, expected) => {
    expect(resume(after, kept)).toEqual(expected);
  });

  test("on a first visit gets all events", () => {
    expect(resume(null, kept)).toEqual({ from: 4, isReset: false });
    expect(resume(null, { first: 1, last: 0 })).toEqual({ from: 0, isReset: false });
  });

  test("without events, in a call without events, continues from there", () => {
    expect(resume("0", { first: 1, last: 0 })).toEqual({ from: 0, isReset: false });
  });
});
