import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import type { ToolCall, ToolResult } from "@allokoli/shared/rpc/assistants";
import type { KnowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { argumentFaults, asObjectSchema } from "../functions/json-schema.ts";
import { FUNCTION_NAME, TAKE_MESSAGE } from "../functions/names.ts";
import { secretValuesOf, type KeptSettings } from "../functions/settings.ts";
import { BAD_ADDRESS, prepareRequest, sendRequest, toTold, type Told } from "./api-request.ts";
import { PASSAGES_TOLD, passagesSentence, questionOf } from "./knowledge.ts";
import { hoursSentence } from "./opening-hours.ts";
import { resolve, type OwnFunction } from "./resolve.ts";
import { SENTENCES, type AnswerLanguage } from "./sentences.ts";
import { toSingleLine } from "./single-line.ts";
import { insertMessage, toTakenMessage } from "./take-message.ts";

/** A caller hears nothing meanwhile: what we answer ourselves is there by then, or is said not to be. */
export const ANSWER_MS = 1000;

export type RunInput = {
  calls: ToolCall[];
  requestId: string;
  assistantId?: string | undefined;
  vapiAssistantId?: string | undefined;
  vapiCallId?: string | undefined;
  customerNumber?: string | undefined;
};

/** What functions are run with the help of. */
export type RunDeps = {
  system: Tenant;
  knowledge: Pick<KnowledgeRpc, "search">;
  /** The headers of a function's own requests, opened. */
  openHeaders(settings: KeptSettings): Promise<Record<string, string>>;
  development: boolean;
  now(): Date;
  pause(ms: number): Promise<void>;
  log: Log;
};

/** Run functions that are asked of us, side by side, each result in the place of its call. Never throws: a call that fails says so. */
export async function runToolCalls(input: RunInput, deps: RunDeps): Promise<ToolResult[]> {
  const { calls } = input;
  if (calls.length === 0) return [];
  const late = deps.pause(ANSWER_MS).then(() => undefined);
  const found = await Promise.race([findFunctions(input, deps), late]);
  return Promise.all(
    calls.map(async ({ toolCallId, name, arguments: values }): Promise<ToolResult> => {
      if (found === undefined)
        return { toolCallId, name, error: SENTENCES.fr[name === TAKE_MESSAGE ? "messageLost" : "late"] };
      const own = found.byName.get(name);
      if (own === undefined) return { toolCallId, name, error: "There is no such function." };
      const language = found.assistant?.language ?? "fr";
      const asked = { ...input, toolCallId, values, language, assistantId: found.assistant?.id ?? input.assistantId };
      const told = runOne(own, asked, deps).catch((err: unknown): Told => {
        deps.log.error("a function failed", err, { orgId: deps.system.orgId, kind: own.kind });
        return { error: SENTENCES[language][own.kind === "takeMessage" ? "messageLost" : "late"] };
      });
      // An address of the tenant's has the time that they gave it.
      const answer =
        own.kind === "apiRequest" ? await told : ((await Promise.race([told, late])) ?? tooLate(own, language));
      return { toolCallId, name, ...answer };
    }),
  );
}

const tooLate = (own: OwnFunction, language: AnswerLanguage): Told =>
  own.kind === "takeMessage" ? { error: SENTENCES[language].messageLost } : { result: SENTENCES[language].late };

async function findFunctions({ calls, assistantId, vapiAssistantId }: RunInput, { system, log }: RunDeps) {
  try {
    // What cannot be a function's name is none, and could be a text that Postgres refuses.
    const names = [...new Set(calls.map(({ name }) => name))].filter((name) => FUNCTION_NAME.test(name));
    return await system.read((tx) => resolve(tx, system.orgId, names, { assistantId, vapiAssistantId }));
  } catch (err) {
    log.error("tool calls failed", err, { orgId: system.orgId });
    return undefined;
  }
}

export type AskedOne = Pick<RunInput, "requestId" | "assistantId" | "vapiCallId" | "customerNumber"> & {
  toolCallId: string;
  values: Record<string, unknown>;
  language: AnswerLanguage;
};

async function runOne(own: OwnFunction, asked: AskedOne, deps: RunDeps): Promise<Told> {
  const { values, language } = asked;
  const say = SENTENCES[language];
  switch (own.kind) {
    case "text":
      return { result: toSingleLine(own.text) };
    case "openingHours":
      return { result: hoursSentence(own.hours, deps.now(), language) };
    case "knowledge":
      return searchKnowledge(own.knowledgeBaseId, asked, deps);
    case "takeMessage": {
      const message = toTakenMessage(values, asked.customerNumber);
      if (message === undefined) return { error: say.noMessage };
      const { orgId } = deps.system;
      const { toolCallId, assistantId, vapiCallId } = asked;
      await deps.system.write("member", (tx) =>
        insertMessage(tx, orgId, message, { toolCallId, assistantId, vapiCallId }),
      );
      return { result: say.messageTaken };
    }
    case "apiRequest":
      return askAddress(own.settings, values, deps);
  }
}

const MAX_FAULTS = 5;

async function askAddress(
  settings: Extract<OwnFunction, { kind: "apiRequest" }>["settings"],
  values: Record<string, unknown>,
  { openHeaders, development }: RunDeps,
): Promise<Told> {
  // The model is told, that it may ask the caller and try again.
  const faults = argumentFaults(asObjectSchema(settings.parameters), values, "arguments").slice(0, MAX_FAULTS);
  if (faults.length > 0) return { error: `${faults.map(({ path, message }) => `${path} ${message}`).join("; ")}.` };
  const headers = await openHeaders(settings);
  const request = prepareRequest(settings, headers, values);
  if (request === undefined) return { error: BAD_ADDRESS };
  const secrets = secretValuesOf(settings, headers);
  return toTold(await sendRequest(request, { timeoutSeconds: settings.timeoutSeconds, secrets, development }));
}

/** What a knowledge base says to a question, for the model. */
export async function searchKnowledge(
  knowledgeBaseId: string,
  { values, language, requestId }: Pick<AskedOne, "values" | "language" | "requestId">,
  { knowledge, system }: Pick<RunDeps, "knowledge" | "system">,
): Promise<Told> {
  const text = questionOf(values);
  if (text === undefined) return { error: SENTENCES[language].noQuestion };
  const { orgId } = system;
  const found = await knowledge.search({ orgId, knowledgeBaseId, text, limit: PASSAGES_TOLD, requestId });
  return { result: passagesSentence(found, language) };
}
