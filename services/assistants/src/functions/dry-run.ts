import { phoneNumbers } from "@allokoli/shared/db/schema/index";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { requestOutside, type OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import { Problem } from "@allokoli/shared/http/problem";
import type { ServiceVariables } from "@allokoli/shared/http/service";
import type { ResourceRow } from "@allokoli/shared/mirror/resource";
import { and, eq } from "drizzle-orm";
import type { Env } from "../env.ts";
import { BAD_ADDRESS, failureSentence, prepareRequest, sendRequest, toTold } from "../own-functions/api-request.ts";
import { runDeps } from "../own-functions/deps.ts";
import { hoursSentence } from "../own-functions/opening-hours.ts";
import { searchKnowledge } from "../own-functions/run.ts";
import { toTakenMessage } from "../own-functions/take-message.ts";
import { messageParameters, searchParameters } from "./compile.ts";
import type { FunctionTest } from "./contract.ts";
import { argumentFaults, asObjectSchema, type ObjectSchema } from "./json-schema.ts";
import { withoutSecrets } from "./mask-secrets.ts";
import { secretValuesOf, toShownSettings, type KeptSettings } from "./settings.ts";
import { functionStore } from "./store.ts";
import { readToolAnswer, toToolRequest } from "./tool-request.ts";

type Scope = { env: Env; var: ServiceVariables };
type Values = Record<string, unknown>;
type Ran = Omit<FunctionTest, "durationMs">;

/** Somebody waits before a screen. */
const MAX_WAIT_SECONDS = 20;
const MAX_READ_BYTES = 64 * 1024;
const MAX_SHOWN_CHARACTERS = 16 * 1024;
const NOTHING = { request: null, answer: null, result: null, error: null, would: null };

/**
 * The function run once as a call would, but for what cannot be taken back.
 * @throws {Problem} `validation_failed`, when the arguments are not what its parameters say
 */
export async function dryRun(c: Scope, row: ResourceRow, values: Values): Promise<FunctionTest> {
  const { settings } = functionStore.settingsOf(row);
  const errors = argumentFaults(parametersOf(settings), values, "arguments");
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
  const startedMs = Date.now();
  const ran = await run(c, row.name, settings, values);
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

async function run(c: Scope, name: string, settings: KeptSettings, values: Values): Promise<Ran> {
  const { tenant, database, requestId, log } = c.var;
  const deps = runDeps(c.env, systemTenant(database, tenant.orgId), log);
  switch (settings.kind) {
    case "function":
    case "apiRequest":
      return ask(settings, name, values, await deps.openHeaders(settings), deps.development);
    case "knowledge": {
      const told = await searchKnowledge(settings.knowledgeBaseId, { values, language: "fr", requestId }, deps);
      return { ...NOTHING, outcome: "error" in told ? "failed" : "answered", ...told };
    }
    case "openingHours":
      return { ...NOTHING, outcome: "answered", result: hoursSentence(settings.hours, deps.now(), "fr") };
    case "takeMessage":
      return described({ do: "takeMessage", message: { ...toTakenMessage(values) } });
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

/** Ask the tenant's server as Vapi would, or their address as we do. */
async function ask(
  settings: Extract<KeptSettings, { kind: "function" | "apiRequest" }>,
  name: string,
  values: Values,
  headers: Record<string, string>,
  development: boolean,
): Promise<Ran> {
  const prepared =
    settings.kind === "function"
      ? toToolRequest(settings.server.url, headers, name, values)
      : prepareRequest(settings, headers, values);
  if (prepared === undefined) return { ...NOTHING, outcome: "failed", error: BAD_ADDRESS };
  const body: unknown = prepared.body === undefined ? null : JSON.parse(prepared.body);
  const shown = { ...prepared, headers: maskHeaders(prepared.headers, settings), body };
  const timeoutSeconds = settings.kind === "function" ? settings.server.timeoutSeconds : settings.timeoutSeconds;
  const secrets = secretValuesOf(settings, headers);
  const answer =
    settings.kind === "apiRequest"
      ? await sendRequest(prepared, { timeoutSeconds, secrets, development })
      : withoutSecrets(
          await requestOutside(
            { ...prepared, timeoutMs: Math.min(timeoutSeconds, MAX_WAIT_SECONDS) * 1000 },
            { development, maxBytes: MAX_READ_BYTES },
          ),
          secrets,
        );
  const told = settings.kind === "function" ? readToolAnswer(answer) : toTold(answer);
  return {
    ...NOTHING,
    // JSON.parse gives nothing but JSON.
    request: shown as NonNullable<Ran["request"]>,
    answer: answer.outcome === "answered" ? toShownAnswer(answer) : null,
    outcome: "error" in told ? "failed" : "answered",
    ...told,
    ...(answer.outcome === "failed" && { error: failureSentence(answer.reason) }),
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
