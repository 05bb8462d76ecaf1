import { phoneNumbers } from "@allokoli/shared/db/schema/index";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import { Problem } from "@allokoli/shared/http/problem";
import type { Scope } from "@allokoli/shared/service/service";
import { requireNumberRule } from "@allokoli/shared/phone/organization-numbers";
import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Env } from "../env.ts";
import { runDeps } from "./deps.ts";
import { hoursSentence } from "./opening-hours.ts";
import { prepareOutside, sendOutside, type OutsideFunction } from "./outside.ts";
import { isOutside, ownFunctionOf } from "./resolve.ts";
import { searchKnowledge } from "./run.ts";
import { messageFaults, toTakenMessage } from "./take-message.ts";
import { messageParameters, searchParameters } from "../tools/own-tools.ts";
import type { FunctionTest } from "../functions/contract.ts";
import { argumentFaults, asObjectSchema, type ObjectSchema } from "../tools/json-schema.ts";
import { toShownSettings, type KeptSettings } from "../functions/settings.ts";
import type { FunctionRow } from "../functions/store.ts";

type Values = Record<string, unknown>;
type Ran = Omit<FunctionTest, "durationMs">;

const MAX_SHOWN_CHARACTERS = 16 * 1024;
const NO_CALL = {
  vapiCallId: undefined,
  callId: undefined,
  chatId: undefined,
  customerNumber: undefined,
  assistant: undefined,
  isTest: true,
};
const NOTHING = { request: null, answer: null, result: null, error: null, would: null };

/**
 * Run the function once as a call would, without anything that cannot be undone.
 * @throws {Problem} `validation_failed` when the arguments do not fit its parameters
 */
export async function dryRun(c: Scope<Env>, row: FunctionRow, values: Values): Promise<FunctionTest> {
  const { settings } = row.settings;
  const errors = [
    ...argumentFaults(parametersOf(settings), values, "arguments"),
    ...(settings.kind === "takeMessage" ? messageFaults(values, "arguments") : []),
  ];
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
  const startedMs = Date.now();
  const ran = await run(c, row, settings, values);
  return { ...ran, durationMs: Date.now() - startedMs };
}

function parametersOf(settings: KeptSettings): ObjectSchema {
  switch (settings.kind) {
    case "function":
    case "apiRequest":
      return asObjectSchema(settings.parameters);
    case "takeMessage":
      return messageParameters("fr");
    case "knowledge":
      return searchParameters("fr");
    case "transferCall":
    case "endCall":
    case "sms":
    case "openingHours":
      return { type: "object" };
  }
}

async function run(c: Scope<Env>, row: FunctionRow, settings: KeptSettings, values: Values): Promise<Ran> {
  const { tenant, database, requestId, log } = c.var;
  const deps = runDeps(c.env, systemTenant(database, tenant.orgId), log);
  const own = ownFunctionOf(row, settings);
  if (own !== undefined && isOutside(own)) return ask(own, row, values, deps);
  switch (settings.kind) {
    case "function":
    case "apiRequest":
      throw new Error("what asks an address asks it");
    case "knowledge": {
      const told = await searchKnowledge(settings.knowledgeBaseId, { values, language: "fr", requestId }, deps);
      return { ...NOTHING, outcome: "error" in told ? "failed" : "answered", ...told };
    }
    case "openingHours":
      return { ...NOTHING, outcome: "answered", result: hoursSentence(settings.hours, deps.now(), "fr") };
    case "takeMessage":
      return described({
        do: "takeMessage",
        message: { ...toTakenMessage(values, { ...(await requireNumberRule(tenant)), language: "fr" }) },
      });
    case "transferCall":
      return described({ do: "transferCall", destinations: settings.destinations.map(({ number }) => number) });
    case "endCall":
      return described({ do: "endCall" });
    case "sms": {
      const isOurs = and(eq(phoneNumbers.orgId, tenant.orgId), eq(phoneNumbers.id, settings.phoneNumberId));
      const [from] = await tenant.read((tx) =>
        tx.select({ number: phoneNumbers.number }).from(phoneNumbers).where(isOurs),
      );
      return described({ do: "sms", from: from?.number ?? null });
    }
  }
}

const described = (would: NonNullable<Ran["would"]>): Ran => ({ ...NOTHING, outcome: "described", would });

/** Send the request to the organization's own address, in the same way as a call. */
async function ask(
  own: OutsideFunction,
  row: FunctionRow,
  values: Values,
  deps: ReturnType<typeof runDeps>,
): Promise<Ran> {
  const outside = await prepareOutside(own, values, { ...NO_CALL, toolCallId: `test_${uuidv7()}` }, deps);
  if ("error" in outside) return { ...NOTHING, outcome: "failed", error: outside.error };
  const { request } = outside;
  const body: unknown = request.body === undefined ? null : JSON.parse(request.body);
  const shown = { ...request, headers: maskHeaders(request.headers, row.settings.settings), body };
  const answer = await sendOutside(outside, deps.rules);
  const told = outside.read(answer);
  return {
    ...NOTHING,
    // JSON.parse returns only JSON.
    request: shown as NonNullable<Ran["request"]>,
    answer: answer.outcome === "answered" ? toShownAnswer(answer) : null,
    outcome: "error" in told ? "failed" : "answered",
    ...told,
  };
}

function toShownAnswer({ status, headers, body, isCut }: Extract<OutgoingAnswer, { outcome: "answered" }>) {
  const shown = body.slice(0, MAX_SHOWN_CHARACTERS).toWellFormed();
  return { status, headers, body: shown, isCut: isCut || shown.length < body.length };
}

function maskHeaders(headers: Record<string, string>, settings: KeptSettings): Record<string, string> {
  const shown = toShownSettings(settings);
  const list = shown.kind === "function" ? shown.server.headers : shown.kind === "apiRequest" ? shown.headers : [];
  return { ...headers, ...Object.fromEntries(list.map(({ name, value }) => [name, value])) };
}
