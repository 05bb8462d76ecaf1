import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordedCall } from "../../testing/recorded-call.ts";
import { playCall, type Said } from "../../testing/played-call.ts";
import { POORER_FORMS, REPORT_FORMS } from "../../testing/report-forms.ts";
import { objectsAt, type Payload } from "../../vapi/payload.ts";
import { conversationIn } from "./conversation.ts";
import { translate } from "./translate.ts";

const NOW = "2026-11-22T12:00:00.000Z";

function play(messages: Payload[]) {
  const recorded = new RecordedCall();
  for (const message of messages) {
    const told = translate(message, NOW);
    if (told !== undefined) recorded.add(told, "vapi");
  }
  return recorded.history();
}

/** The live messages, and the report with its conversation in another form. */
function inForm({ messages }: { messages: Payload[] }, form: (messages: Payload[]) => Payload, isHeard = true) {
  const report = messages.at(-1) ?? {};
  const { artifact: _artifact, ...rest } = report;
  const carried = form(objectsAt(report, "artifact", "messages"));
  return play([...(isHeard ? messages.slice(0, -1) : []), { ...rest, ...carried }]);
}

const sentence = fc.stringMatching(/^[a-zé]{1,8}( [a-zé]{1,8}){0,4}[.?]$/);
const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ who: fc.constantFrom("user" as const, "bot" as const), text: sentence }) },
  { weight: 1, arbitrary: fc.record({ who: fc.constant("tool" as const), id: fc.uuid(), result: sentence }) },
);
/** Somebody speaks in it: otherwise the form with one text would be empty. */
const conversation = fc
  .array(said, { maxLength: 10 })
  .map((lines): Said[] => [{ who: "bot", text: "Cabinet du docteur, bonjour." }, ...lines]);

type Line = ReturnType<RecordedCall["history"]>["lines"][number];
const untimed = ({ at: _at, secondsFromStart: _seconds, durationMs: _duration, ...line }: Line) => line;
const withoutIds = ({ id: _id, toolCallId: _toolCallId, ...line }: ReturnType<typeof untimed>) => line;

describe("every form of a conversation gives the same lines", () => {
  test.each(Object.entries(REPORT_FORMS))("%s, with or without live messages", (_name, form) => {
    fc.assert(
      fc.property(conversation, fc.boolean(), (lines, isHeard) => {
        const call = playCall(lines);
        const told = inForm(call, form, isHeard);
        expect(told.lines.map(untimed)).toEqual(play(call.messages).lines.map(untimed));
        expect(told.transcript).toBe(play(call.messages).transcript);
        for (const { at } of told.lines) expect(at >= (told.startedAt ?? "") && at <= (told.endedAt ?? "")).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each(Object.entries(POORER_FORMS))("%s, except for the ids of tools, with live messages", (name, form) => {
    fc.assert(
      fc.property(conversation, (lines) => {
        // By name alone, two equal calls are one.
        const once = name.startsWith("function") ? lines.filter(isFirstTool) : lines;
        const call = playCall(once);
        const told = inForm(call, form);
        const wanted = play(call.messages).lines.map(untimed);
        const isText = !name.startsWith("function");
        expect(told.lines.map(untimed).map(isText ? (line) => line : withoutIds)).toEqual(
          wanted.map(isText ? (line) => line : withoutIds),
        );
      }),
      { numRuns: 60 },
    );
  });
});

const isFirstTool = (line: Said, index: number, lines: Said[]) =>
  line.who !== "tool" || lines.findIndex(({ who }) => who === "tool") === index;

describe("a model that uses one id twice", () => {
  const called = (id: string, name: string, values: object) => ({
    role: "tool_calls",
    toolCalls: [{ id, function: { name, arguments: JSON.stringify(values) } }],
  });
  const answered = (id: string, name: string, result: string) => ({
    role: "tool_call_result",
    toolCallId: id,
    name,
    result,
  });
  /** Two that differ, one equal to the first, and two at once. */
  const conversation: Payload[] = [
    { role: "bot", message: "Bonjour." },
    called("call_0", "prix", { acte: "visite" }),
    answered("call_0", "prix", "45 euros"),
    called("call_0", "rendez_vous", { jour: "lundi" }),
    answered("call_0", "rendez_vous", "pris"),
    called("call_0", "prix", { acte: "visite" }),
    answered("call_0", "prix", "toujours 45"),
    { role: "tool_calls", toolCalls: ["a", "b"].map((jour) => called("call_1", "libre", { jour }).toolCalls[0]) },
    answered("call_1", "libre", "a libre"),
    answered("call_1", "libre", "b pris"),
  ];
  const wanted = [
    ["call_0", "prix", { acte: "visite" }, "45 euros"],
    ["call_0", "rendez_vous", { jour: "lundi" }, "pris"],
    ["call_0", "prix", { acte: "visite" }, "toujours 45"],
    ["call_1", "libre", { jour: "a" }, "a libre"],
    ["call_1", "libre", { jour: "b" }, "b pris"],
  ];
  const toolsOf = ({ lines }: ReturnType<RecordedCall["history"]>) =>
    lines.flatMap(({ role, toolCallId, toolName, toolArguments, toolResult }) =>
      role === "tool" ? [[toolCallId, toolName, toolArguments, toolResult]] : [],
    );
  const report = { type: "end-of-call-report", timestamp: 1_795_341_700_000, artifact: { messages: conversation } };
  /** The live messages: each contains the conversation so far. */
  const heard = conversation.flatMap(({ toolCalls }, index): Payload[] => [
    ...(toolCalls === undefined
      ? []
      : [{ type: "tool-calls", toolCallList: toolCalls, timestamp: 1_795_341_600_000 + index }]),
    { type: "hang", timestamp: 1_795_341_600_500 + index, artifact: { messages: conversation.slice(0, index + 1) } },
  ]);

  test.each([
    ["in its report alone", [report]],
    ["while it goes on", heard],
    ["while it goes on, each message twice", heard.flatMap((message) => [message, message])],
    ["while it goes on and in its report", [...heard, report]],
  ])("has each tool with its own answer %s", (_when, messages) => {
    const told = play(messages);
    expect(toolsOf(told)).toEqual(wanted);
    expect(new Set(told.lines.map(({ id }) => id)).size).toBe(told.lines.length);
  });

  test("gets the answers of our own server with the right calls", () => {
    const toolCallList = ["prix", "rendez_vous", "prix"].map((name, index) => ({
      id: "call_0",
      function: { name, arguments: { index } },
    }));
    const results = ["un", "deux", "trois"].map((result, index) => ({
      toolCallId: "call_0",
      name: ["prix", "rendez_vous", "prix"][index],
      result,
    }));
    const message = { type: "tool-calls", toolCallList, timestamp: 1_795_341_600_000 };
    expect(toolsOf(play([message, { ...message, results }, { ...message, results }]))).toEqual([
      ["call_0", "prix", { index: 0 }, "un"],
      ["call_0", "rendez_vous", { index: 1 }, "deux"],
      ["call_0", "prix", { index: 2 }, "trois"],
    ]);
  });

  test("is not repeated where the call began when an id alone named a tool", () => {
    const recorded = new RecordedCall();
    const at = "2026-11-22T10:00:00.000Z";
    const [toolCallId, name] = ["call_0", "prix"];
    recorded.events = [
      {
        seq: 1,
        key: "tool.called:call_0",
        at,
        body: { type: "tool.called", toolCallId, name, arguments: { acte: "visite" } },
      },
    ];
    recorded.progress = { ...recorded.progress, status: "in-progress", lastSeq: 1 };
    for (const message of heard.slice(0, 3))
      recorded.add(translate(message, NOW) ?? { facts: {}, observations: [] }, "vapi");
    for (const message of heard.slice(0, 4))
      recorded.add(translate(message, NOW) ?? { facts: {}, observations: [] }, "vapi");
    expect(recorded.events.map(({ key }) => key).filter((key) => key.startsWith("tool"))).toEqual([
      "tool.called:call_0",
      "tool.result:call_0",
    ]);
    expect(toolsOf(recorded.history())).toEqual([wanted[0]]);
  });
});

describe("a conversation in one text", () => {
  test("has lines of several lines, speakers by their chosen names, and no empty sentence", () => {
    const transcript = "Bruit.\r\nSecrétariat: Bonjour :\n- Rue Pasteur\nAppelant : Oui.\nSecrétariat:\nNB: rien\n";
    const assistant = { artifactPlan: { transcriptPlan: { assistantName: "Secrétariat", userName: "Appelant" } } };
    expect(conversationIn({ transcript, assistant }).map((turn) => [turn.role, "text" in turn && turn.text])).toEqual([
      ["system", "Bruit."],
      ["assistant", "Bonjour :\n- Rue Pasteur"],
      ["user", "Oui."],
      ["assistant", "NB: rien"],
    ]);
  });

  test("of two hours is kept whole, but not with more lines than a call may have", () => {
    const line = `AI: ${"mot ".repeat(20)}\n`;
    expect(conversationIn({ transcript: line.repeat(2000) })).toHaveLength(2000);
    expect(conversationIn({ transcript: line.repeat(20_000) })).toHaveLength(5000);
  });
});

test("results by name alone, without their calls, are one tool", () => {
  const messages = ["un", "deux"].map((content) => ({ role: "function", name: "prix", content }));
  expect(conversationIn({ messages })).toMatchObject([{ role: "tool", name: "prix", result: "deux" }]);
});

test("any input can be read, and gives no more turns than a call may have", () => {
  const message = fc.dictionary(
    fc.constantFrom("role", "content", "message", "tool_calls", "toolCalls", "function_call", "name", "tool_call_id"),
    fc.oneof(fc.constantFrom("tool", "function", "assistant", "constructor", "tool_calls"), fc.jsonValue()),
  );
  fc.assert(
    fc.property(fc.array(message), fc.jsonValue(), (messages, transcript) => {
      const turns = conversationIn({ artifact: { messages }, transcript, call: transcript });
      const uses = turns.flatMap((turn) => (turn.role === "tool" ? [turn.use] : []));
      expect(new Set(uses).size).toBe(uses.length);
      expect(JSON.parse(JSON.stringify(turns))).toEqual(turns);
    }),
  );
  const toolCalls = Array.from({ length: 3 }, (_, index) => ({ id: String(index), function: { name: "f" } }));
  const many = Array.from({ length: 5000 }, (_, turn) => ({
    role: "tool_calls",
    toolCalls: toolCalls.map((call) => ({ ...call, id: `${turn}.${call.id}` })),
  }));
  expect(conversationIn({ messages: many })).toHaveLength(5000);
});

test.each<[string, Payload]>([
  ["a text", { transcript: "AI: Bonjour.\nUser: Je voudrais annuler.\nAI: C'est fait.\n" }],
  [
    "OpenAI's messages",
    {
      messagesOpenAIFormatted: [
        { role: "assistant", content: "Bonjour." },
        { role: "user", content: "Je voudrais annuler." },
        { role: "assistant", content: "C'est fait." },
      ],
    },
  ],
])("messages with the greeting alone do not hide what %s beside them says", (_, fuller) => {
  const messages = [{ role: "bot", message: "Bonjour.", time: Date.parse(NOW) }];
  const said = conversationIn({ artifact: { messages, ...fuller } });
  expect(said.map((turn) => "text" in turn && [turn.role, turn.text])).toEqual([
    ["assistant", "Bonjour."],
    ["user", "Je voudrais annuler."],
    ["assistant", "C'est fait."],
  ]);
  expect(conversationIn({ artifact: { messages, transcript: "AI: Bonjour.\nAI: Allô ?\n" } })).toHaveLength(1);
});
