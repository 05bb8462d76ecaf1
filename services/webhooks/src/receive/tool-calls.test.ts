import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toResults, toToolCalls } from "./tool-calls.ts";

const expected = [{ toolCallId: "call_abc", name: "get_weather", arguments: { location: "Oslo" } }];
const nested = (given: unknown) => ({
  id: "call_abc",
  type: "function",
  function: { name: "get_weather", arguments: given },
});
const message = (more: object) => ({ type: "tool-calls", ...more });

describe("the functions that a message asks for", () => {
  it.each([
    ["with arguments as a JSON string", message({ toolCallList: [nested('{"location":"Oslo"}')] })],
    ["with arguments as an object", message({ toolCallList: [nested({ location: "Oslo" })] })],
    [
      "flat, with arguments",
      message({ toolCallList: [{ id: "call_abc", name: "get_weather", arguments: { location: "Oslo" } }] }),
    ],
    [
      "flat, with arguments as a JSON string",
      message({ toolCallList: [{ id: "call_abc", name: "get_weather", arguments: '{"location":"Oslo"}' }] }),
    ],
    [
      "flat, with parameters",
      message({ toolCallList: [{ id: "call_abc", name: "get_weather", parameters: { location: "Oslo" } }] }),
    ],
    ["under toolCalls alone", message({ toolCalls: [nested({ location: "Oslo" })] })],
    [
      "under toolWithToolCallList alone",
      message({ toolWithToolCallList: [{ type: "function", toolCall: nested({ location: "Oslo" }) }] }),
    ],
    [
      "twice over",
      message({ toolCallList: [nested({ location: "Oslo" })], toolCalls: [nested({ location: "Oslo" })] }),
    ],
  ])("are read %s", (_shape, given) => {
    expect(toToolCalls(given)).toEqual(expected);
  });

  it("have no arguments where those cannot be read", () => {
    for (const given of ["{", "[1]", "null", 3, null, undefined]) {
      expect(toToolCalls(message({ toolCallList: [nested(given)] }))).toEqual([{ ...expected[0], arguments: {} }]);
    }
  });

  it("are run once where one is told twice, by its first telling, and not at all with an id that is none", () => {
    const [oslo, rome, other] = [
      nested({ location: "Oslo" }),
      nested({ location: "Rome" }),
      { ...nested({}), id: "b" },
    ];
    expect(toToolCalls(message({ toolCallList: [oslo, other, rome, { ...other, id: "a\0" }] }))).toEqual([
      ...expected,
      { ...expected[0], toolCallId: "b", arguments: {} },
    ]);
  });

  it("are so many at most", () => {
    const list = Array.from({ length: 200 }, (_, index) => ({ ...nested({}), id: `call_${index}` }));
    expect(toToolCalls(message({ toolCallList: list }))).toHaveLength(50);
  });

  it("are read from anything at all without a fall", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (list, entry) => {
        expect(toToolCalls(message({ toolCallList: list, toolCalls: [entry] }))).toEqual(expect.any(Array));
      }),
    );
  });
});

describe("the results", () => {
  const calls = [
    { toolCallId: "1", name: "a", arguments: {} },
    { toolCallId: "2", name: "b", arguments: {} },
  ];

  it("are one for each call, in their order, whatever was run", () => {
    const ran = [
      { toolCallId: "2", name: "b", result: "fine" },
      { toolCallId: "9", name: "z", result: "of nobody" },
    ];
    expect(toResults(calls, ran)).toEqual([
      { toolCallId: "1", name: "a", error: expect.any(String) },
      { toolCallId: "2", name: "b", result: "fine" },
    ]);
  });

  it("never have a line break, which Vapi takes for no result", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", " ", "\n", "\r", "\u2028", "\u2029") }), (text) => {
        const [result] = toResults(
          [{ toolCallId: "1", name: "a", arguments: {} }],
          [{ toolCallId: "1", name: "a", result: text }],
        );
        expect(JSON.stringify(result)).not.toMatch(/\\n|\\r|\u2028|\u2029/);
      }),
    );
  });
});
