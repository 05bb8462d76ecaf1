import type { AssistantsRpc } from "@allokoli/shared/rpc/assistants";
import { beforeEach, expect, it } from "vitest";
import { answer, type Surroundings } from "./answer.ts";

const ORG = "0198c2a4-0000-7000-8000-00000000000a";
const FILE = "0198c2a4-0000-7000-8000-00000000000c";
const SAID = [
  { role: "user", content: "Bonjour" },
  { role: "user", content: "Combien coûte une visite ?" },
  { role: "assistant", content: "Un instant." },
];

let questions: unknown[];
let search: AssistantsRpc["answerKnowledgeRequest"];
/** Whether the time that the answer has is over at once. */
let isLate: boolean;
beforeEach(() => {
  questions = [];
  isLate = false;
  search = async () => [];
});

const unused = () => Promise.reject(new Error("nobody else is asked"));
const around: Surroundings = {
  calls: { ingest: unused },
  assistants: {
    answerAssistantRequest: unused,
    runToolCalls: unused,
    answerKnowledgeRequest: (input) => {
      questions.push(input);
      return search(input);
    },
  },
  telephony: { answerAssistantRequest: unused },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  pause: () => (isLate ? Promise.resolve() : new Promise(() => undefined)),
  afterAnswer: () => undefined,
};
const ask = (messagesOpenAIFormatted: unknown = SAID, messages?: unknown) => {
  const message = {
    type: "knowledge-base-request",
    call: { assistantId: "vapi-1" },
    messagesOpenAIFormatted,
    messages,
  };
  return answer(
    { orgId: ORG, callId: null, assistantId: null, workflowId: null, isDraft: false, requestId: "request", message },
    around,
  );
};

it("a request for documents is answered with what the assistant's knowledge says to the caller's last words", async () => {
  const documents = [{ content: "45 euros", similarity: 0.8, uuid: FILE }];
  search = async () => documents;
  expect(await ask()).toEqual({ documents });
  expect(questions).toEqual([
    { orgId: ORG, requestId: "request", text: "Combien coûte une visite ?", vapiAssistantId: "vapi-1" },
  ]);
});

it("the caller's last words are found in parts, and in Vapi's own form", async () => {
  await ask([{ role: "user", content: [{ type: "text", text: "Combien ?" }] }]);
  await ask(undefined, [{ role: "user", message: "non" }]);
  await ask(
    [],
    [
      { role: "user", message: " Où ? " },
      { role: "bot", message: "Un instant." },
    ],
  );
  const texts = ["Combien ?", "Combien coûte une visite ?", "Où ?"];
  expect(questions).toMatchObject(texts.map((text) => ({ text })));
});

it("documents are none when nobody spoke, when they cannot be searched, and when they are not found in time", async () => {
  expect(await ask("x")).toEqual({ documents: [] });
  expect(await ask([{ role: "assistant", content: "Bonjour" }])).toEqual({ documents: [] });
  expect(questions).toEqual([]);
  search = () => Promise.reject(new Error("away"));
  expect(await ask()).toEqual({ documents: [] });
  isLate = true;
  search = () => new Promise(() => undefined);
  expect(await ask()).toEqual({ documents: [] });
});
