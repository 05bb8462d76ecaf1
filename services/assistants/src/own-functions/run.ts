import { DatabaseUnavailable } from "@allokoli/shared/db/errors";
import type { Log } from "@allokoli/shared/log/log";
import { toCallerNumber } from "@allokoli/shared/phone/caller";
import { findNumberRule } from "@allokoli/shared/phone/organization-numbers";
import type { ToolCall, ToolResult } from "@allokoli/shared/rpc/assistants";
import type { KnowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { FUNCTION_NAME, TAKE_MESSAGE } from "../tools/names.ts";
import type { FinishedCall } from "../function-calls/store.ts";
import type { ToolAnswer } from "./api-request.ts";
import { fitArguments } from "./arguments.ts";
import { PASSAGES_TOLD, passagesSentence, questionOf } from "./knowledge.ts";
import { hoursSentence } from "./opening-hours.ts";
import { answered, ranOutside, went, type Ran } from "./outcome.ts";
import { prepareOutside, sendOutside, type OutsideDeps, type OutsideFunction } from "./outside.ts";
import { isOutside, resolve, type OwningAssistant, type OwnFunction } from "./resolve.ts";
import { SENTENCES } from "./sentences.ts";
import type { AnswerLanguage } from "../tools/language.ts";
import { toSingleLine } from "./single-line.ts";
import { insertMessage, toTakenMessage } from "./take-message.ts";

export type RunInput = {
  calls: ToolCall[];
  requestId: string;
  assistantId?: string | undefined;
  workflowId?: string | undefined;
  isDraft?: boolean | undefined;
  vapiAssistantId?: string | undefined;
  vapiCallId?: string | undefined;
  callId?: string | undefined;
  chatId?: string | undefined;
  customerNumber?: string | undefined;
};

/** The dependencies of a run. */
export type RunDeps = OutsideDeps & {
  knowledge: Pick<KnowledgeRpc, "search">;
  /** A caller hears nothing meanwhile: by then our own answer is ready, or we say that it is not. */
  answerMs: number;
  pause(ms: number): Promise<void>;
  /** Events were committed. Returns at once. */
  announce(): void;
  /** How the organization's functions went in a call, to be kept. Returns at once. */
  keep(finished: FinishedCall[]): void;
  log: Log;
};

/**
 * Run functions that we answer, side by side; the results are in the order of the calls. Never throws: a failed call
 * has an error.
 */
export async function runToolCalls(input: RunInput, deps: RunDeps): Promise<ToolResult[]> {
  const { calls } = input;
  if (calls.length === 0) return [];
  const late = deps.pause(deps.answerMs).then(() => undefined);
  const found = await Promise.race([findFunctions(input, deps), late]);
  const finished: FinishedCall[] = [];
  const results = await Promise.all(
    calls.map(async (asked): Promise<ToolResult> => {
      const { toolCallId, name } = asked;
      if (found === undefined)
        return { toolCallId, name, error: SENTENCES.fr[name === TAKE_MESSAGE ? "messageLost" : "late"] };
      const own = found.byName.get(name);
      if (own === undefined) return { toolCallId, name, error: "There is no such function." };
      const startedMs = deps.now().getTime();
      const { answer, outcome, status } = await answerOne(own, asked, { input, found, deps, late });
      const functionId = found.functionIds.get(own);
      if (functionId !== undefined && input.vapiCallId !== undefined) {
        const { vapiCallId } = input;
        const at = deps.now();
        const durationMs = at.getTime() - startedMs;
        finished.push({ functionId, vapiCallId, asked, outcome, status, durationMs, at: new Date(startedMs) });
      }
      return { toolCallId, name, ...answer };
    }),
  );
  if (finished.length > 0) deps.keep(finished);
  return results;
}

type Found = NonNullable<Awaited<ReturnType<typeof findFunctions>>>;
type Meanwhile = { input: RunInput; found: Found; deps: RunDeps; late: Promise<undefined> };

async function answerOne(
  own: OwnFunction,
  { toolCallId, arguments: given, areArgumentsUnreadable }: ToolCall,
  { input, found, deps, late }: Meanwhile,
): Promise<Ran> {
  const { assistant, country } = found;
  const language = assistant?.language ?? "fr";
  const fitted = fitArguments(
    own,
    { values: given, areUnreadable: areArgumentsUnreadable === true },
    { language, country },
  );
  if ("error" in fitted) return went("bad_arguments", fitted);
  const asked = {
    ...input,
    customerNumber: input.customerNumber && toCallerNumber(input.customerNumber, country),
    country,
    toolCallId,
    ...fitted,
    language,
    assistant,
    assistantId: assistant?.id ?? input.assistantId,
  };
  const told = runOne(own, asked, deps, late).catch((err: unknown): Ran => {
    deps.log.error("a function failed", err, { orgId: deps.system.orgId, kind: own.kind });
    return went("failed", failed(own, language, err));
  });
  // A tenant's address has its own time-out instead.
  return isOutside(own) ? told : ((await Promise.race([told, late])) ?? went("timed_out", tooLate(own, language)));
}

/** A late function is not stopped: its message may still be stored. */
const tooLate = (own: OwnFunction, language: AnswerLanguage): ToolAnswer =>
  own.kind === "takeMessage" ? { error: SENTENCES[language].messageUnconfirmed } : { result: SENTENCES[language].late };

function failed(own: OwnFunction, language: AnswerLanguage, err: unknown): ToolAnswer {
  if (own.kind !== "takeMessage") return { error: SENTENCES[language].late };
  return { error: SENTENCES[language][err instanceof DatabaseUnavailable ? "messageUnconfirmed" : "messageLost"] };
}

async function findFunctions(
  { calls, assistantId, workflowId, isDraft, vapiAssistantId }: RunInput,
  { system, log }: Pick<RunDeps, "system" | "log">,
) {
  try {
    // A text that cannot be a function's name is skipped: Postgres could refuse it.
    const names = [...new Set(calls.map(({ name }) => name))].filter((name) => FUNCTION_NAME.test(name));
    const [own, rule] = await system.read((tx) =>
      Promise.all([
        resolve(tx, system.orgId, names, { assistantId, workflowId, isDraft, vapiAssistantId }),
        findNumberRule(tx, system.orgId),
      ]),
    );
    return { ...own, country: rule?.country };
  } catch (err) {
    log.error("tool calls failed", err, { orgId: system.orgId });
    return undefined;
  }
}

export type ToolRun = Pick<
  RunInput,
  "requestId" | "assistantId" | "vapiCallId" | "callId" | "chatId" | "customerNumber"
> & {
  toolCallId: string;
  /** The organization's country, for the format of telephone numbers. */
  country: string | undefined;
  assistant: OwningAssistant | undefined;
  values: Record<string, unknown>;
  language: AnswerLanguage;
};

async function runOne(own: OwnFunction, asked: ToolRun, deps: RunDeps, late: Promise<undefined>): Promise<Ran> {
  const { values, language } = asked;
  const say = SENTENCES[language];
  switch (own.kind) {
    case "text":
      return answered({ result: toSingleLine(own.text) });
    case "openingHours":
      return answered({ result: hoursSentence(own.hours, deps.now(), language) });
    case "knowledge": {
      const answer = await searchKnowledge(own.knowledgeBaseId, asked, deps);
      return "error" in answer ? went("bad_arguments", answer) : answered(answer);
    }
    case "takeMessage": {
      const message = toTakenMessage(values, asked);
      if (message === undefined) return went("bad_arguments", { error: say.noMessage });
      const { orgId } = deps.system;
      const { toolCallId, assistantId, vapiCallId, callId, chatId } = asked;
      const taking = { toolCallId, assistantId, vapiCallId, callId, chatId, now: deps.now() };
      const isFresh = await deps.system.write("member", (tx) => insertMessage(tx, orgId, message, taking));
      if (isFresh) deps.announce();
      return answered({ result: say.messageTaken });
    }
    case "apiRequest":
    case "toolServer":
      return askOutside(own, asked, deps, late);
  }
}

/** The work before the request has a second too: the rest of the time belongs to the address. */
async function askOutside(own: OutsideFunction, asked: ToolRun, deps: RunDeps, late: Promise<undefined>): Promise<Ran> {
  const { toolCallId, assistant, vapiCallId, callId, chatId, customerNumber } = asked;
  const occasion = { toolCallId, assistant, vapiCallId, callId, chatId, customerNumber, isTest: false };
  const outside = await Promise.race([prepareOutside(own, asked.values, occasion, deps), late]);
  if (outside === undefined) return went("timed_out", tooLate(own, asked.language));
  if ("error" in outside) return went("bad_arguments", outside);
  const got = await sendOutside(outside, deps.rules);
  return ranOutside(got, outside.read(got));
}

/** The passages of a knowledge base for a question, for the model. */
export async function searchKnowledge(
  knowledgeBaseId: string,
  { values, language, requestId, vapiCallId }: Pick<ToolRun, "values" | "language" | "requestId" | "vapiCallId">,
  { knowledge, system }: Pick<RunDeps, "knowledge" | "system">,
): Promise<ToolAnswer> {
  const text = questionOf(values);
  if (text === undefined) return { error: SENTENCES[language].noQuestion };
  const { orgId } = system;
  const found = await knowledge.search({
    orgId,
    knowledgeBaseId,
    text,
    limit: PASSAGES_TOLD,
    requestId,
    vapiCallId,
  });
  return { result: passagesSentence(found, language) };
}
