import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toAnswer, toResults, toToolCalls } from "./tool-calls.ts";

const expected = [{ toolCallId: "call_abc", name: "get_weather", arguments: { location: "Oslo" } }];
const nested = (given: unknown) => ({
  id: "call_abc",
  type: "function",
  function: { name: "get_weather", arguments: given },
});
const beside = {
  type: "function",
  function: { name: "get_weather", parameters: { type: "object" } },
  toolCall: { id: "call_abc", type: "function", function: { arguments: { location: "Oslo" } } },
};
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
    ["under toolWithToolCallList, by the name of its tool", message({ toolWithToolCallList: [beside] })],
    [
      "with arguments written as a text twice",
      message({ toolCallList: [nested(JSON.stringify('{"location":"Oslo"}'))] }),
    ],
    [
      "as a function call with an id",
      {
        type: "function-call",
        functionCall: { id: "call_abc", name: "get_weather", parameters: { location: "Oslo" } },
      },
    ],
    [
      "as a function call beside its list",
      { type: "function-call", functionCall: { name: "get_weather" }, toolCalls: [nested({ location: "Oslo" })] },
    ],
    [
      "twice over",
      message({ toolCallList: [nested({ location: "Oslo" })], toolCalls: [nested({ location: "Oslo" })] }),
    ],
  ])("are read %s", (_shape, given) => {
    expect(toToolCalls(given)).toEqual(expected);
  });

  it("have none where there are none, and say so where they cannot be read", () => {
    const read = (given: unknown) => toToolCalls(message({ toolCallList: [nested(given)] }));
    const none = { ...expected[0], arguments: {} };
    for (const given of ["", " ", "null", null, undefined]) expect(read(given)).toEqual([none]);
    for (const given of ["{", "[1]", 3, "Oslo"])
      expect(read(given)).toEqual([{ ...none, areArgumentsUnreadable: true }]);
  });

  it("has what one list leaves out from another that repeats it", () => {
    const toolWithToolCallList = [
      { type: "function", function: { name: "get_weather", parameters: {} }, toolCall: { id: "call_abc" } },
    ];
    const toolCalls = [{ id: "call_abc", function: { arguments: { location: "Oslo" } } }];
    expect(toToolCalls(message({ toolCallList: [{ id: "call_abc" }], toolCalls, toolWithToolCallList }))).toEqual(
      expected,
    );
  });

  it("of 2024 have no id, and get one that repeats with them", () => {
    const called = (parameters: unknown) =>
      toToolCalls({ type: "function-call", functionCall: { name: "note", parameters } });
    const [first] = called({ a: 1 });
    expect(first).toEqual({ toolCallId: expect.stringMatching(/^.{36}$/), name: "note", arguments: { a: 1 } });
    expect(called('{"a":1}')).toEqual([first]);
    expect(called({ a: 2 })[0]?.toolCallId).not.toBe(first?.toolCallId);
  });

  it("are run once where one is told twice, and not at all with an id that is none", () => {
    const [oslo, other] = [nested({ location: "Oslo" }), { ...nested({}), id: "b" }];
    expect(toToolCalls(message({ toolCallList: [oslo, other, oslo, { ...other, id: "a\0" }] }))).toEqual([
      ...expected,
      { ...expected[0], toolCallId: "b", arguments: {} },
    ]);
  });

  it("are two where one id is given to two that differ, whichever lists repeat them", () => {
    const oslo = nested({ location: "Oslo", day: 1 });
    const rome = nested({ location: "Rome" });
    const hour = { ...nested({ location: "Oslo", day: 1 }), function: { name: "get_hour", arguments: {} } };
    const toolCalls = [oslo, rome, hour].map(({ id, function: { name, arguments: given } }) => ({
      id,
      function: {
        name,
        arguments: JSON.stringify(Object.fromEntries(Object.entries(given as object).toReversed())),
      },
    }));
    expect(toToolCalls(message({ toolCallList: [oslo, rome, hour], toolCalls }))).toEqual([
      { ...expected[0], arguments: { location: "Oslo", day: 1 } },
      { ...expected[0], arguments: { location: "Rome" } },
      { ...expected[0], name: "get_hour", arguments: {} },
    ]);
  });

  it("without an id, or with a number for one, are run all the same", () => {
    const { id: _id, ...without } = nested({ location: "Oslo" });
    const [told] = expected;
    const made = toToolCalls(message({ toolCallList: [without], toolCalls: [without] }));
    expect(made).toEqual([{ ...told, toolCallId: expect.stringMatching(/^.{36}$/) }]);
    expect(toToolCalls(message({ toolCallList: [{ ...without, id: "" }] }))).toEqual(made);
    const other = { ...without, function: { name: "get_weather", arguments: { location: "Rome" } } };
    expect(new Set(toToolCalls(message({ toolCallList: [without, other] })).map((one) => one.toolCallId)).size).toBe(2);
    expect(toToolCalls(message({ toolCallList: [{ ...without, id: 7 }] }))).toEqual([{ ...told, toolCallId: "7" }]);
    // What another list has with its id is the same.
    expect(toToolCalls(message({ toolCallList: [without], toolCalls: [nested({ location: "Oslo" })] }))).toEqual(
      expected,
    );
  });

  it("are so many at most", () => {
    const list = Array.from({ length: 200 }, (_, index) => ({ ...nested({}), id: `call_${index}` }));
    expect(toToolCalls(message({ toolCallList: list }))).toHaveLength(50);
  });

  it("are read from anything at all without a fall", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (list, entry) => {
        for (const given of [{ toolCallList: list, toolCalls: [entry] }, { functionCall: entry }])
          expect(toToolCalls(message(given))).toEqual(expect.any(Array));
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

  it("of two calls with one id are each in the place of its call", () => {
    const twins = ["un", "deux"].map((text) => ({ toolCallId: "1", name: "a", arguments: { text } }));
    const ran = ["fait", "refait"].map((result) => ({ toolCallId: "1", name: "a", result }));
    expect(toResults(twins, ran)).toEqual(ran);
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

  it("are one text for a function call of 2024, and a list for tool calls", () => {
    const told = { toolCallId: "1", name: "a" };
    const [fine, failed] = [
      { ...told, result: "fine" },
      { ...told, error: "not done" },
    ];
    expect(toAnswer({ type: "tool-calls" }, [fine])).toEqual({ results: [fine] });
    expect(toAnswer({ type: "function-call" }, [fine])).toEqual({ results: [fine], result: "fine" });
    expect(toAnswer({ type: "function-call" }, [failed])).toEqual({ results: [failed], result: "not done" });
    expect(toAnswer({ type: "function-call" }, [])).toEqual({ results: [] });
  });
});
