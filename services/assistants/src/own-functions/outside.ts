import type { AddressRules } from "@allokoli/shared/http/public-url";
import type { Tenant } from "@allokoli/shared/db/tenant";
import type { OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import { sql } from "drizzle-orm";
import { MAX_TIMEOUT_SECONDS } from "../functions/contract.ts";
import { secretValuesOf, type KeptSettings } from "../functions/settings.ts";
import type { SecretOwner } from "../tool-secrets/store.ts";
import {
  BAD_ADDRESS,
  prepareRequest,
  sendRequest,
  toToolAnswer,
  type Prepared,
  type ToolAnswer,
} from "./api-request.ts";
import { callOf, type NamedCall } from "./call-of.ts";
import {
  ownArguments,
  prepareToolRequest,
  toServerToolAnswer,
  type ToolRequest,
  type ToolServer,
} from "./tool-server.ts";

export type ApiRequest = { kind: "apiRequest"; settings: Extract<KeptSettings, { kind: "apiRequest" }> };
export type OwnToolServer = ToolServer & { settings: KeptSettings | undefined };
/** A function that sends a request to an address of the organization's. */
export type OutsideFunction = ApiRequest | OwnToolServer;

/** The call and the assistant that it is asked in; in a test there is neither. */
export type Occasion = NamedCall & {
  toolCallId: string;
  chatId: string | undefined;
  customerNumber: string | undefined;
  assistant: { id: string; name: string } | undefined;
  isTest: boolean;
};

export type OutsideDeps = {
  system: Tenant;
  /** The headers of a function's own requests, with their secrets opened. */
  openHeaders(settings: KeptSettings): Promise<Record<string, string>>;
  signingSecrets(owner: SecretOwner): Promise<string[]>;
  rules: AddressRules;
  now(): Date;
};

/** A request that is ready to go, and how its answer is read. */
export type Outside = {
  request: Prepared;
  timeoutSeconds: number;
  secrets: string[];
  read(answer: OutgoingAnswer): ToolAnswer;
};

/**
 * The request to the organization's own address, for a call and for a test alike: its own headers, the arguments that
 * fit its parameters, and of the call no more than docs/functions.md says. An error when there is no request to send.
 */
export async function prepareOutside(
  own: OutsideFunction,
  values: Record<string, unknown>,
  occasion: Occasion,
  deps: OutsideDeps,
): Promise<Outside | { error: string }> {
  const headers = own.settings === undefined ? {} : await deps.openHeaders(own.settings);
  const secrets = own.settings === undefined ? [] : secretValuesOf(own.settings, headers);
  if (own.kind === "apiRequest") {
    const request = prepareRequest(own.settings, headers, values);
    const { timeoutSeconds } = own.settings;
    return request === undefined ? { error: BAD_ADDRESS } : { request, timeoutSeconds, secrets, read: toToolAnswer };
  }
  const [signing, callId] = await Promise.all([deps.signingSecrets(own.owner), findCallId(deps.system, occasion)]);
  const request = prepareToolRequest(own.url, headers, toToolRequest(own, values, { ...occasion, callId }, deps), {
    secrets: signing,
    now: deps.now(),
    conversation: occasion.vapiCallId ?? occasion.callId ?? occasion.chatId,
  });
  return { request, timeoutSeconds: own.timeoutSeconds, secrets: [...secrets, ...signing], read: toServerToolAnswer };
}

function toToolRequest(
  own: OwnToolServer,
  values: Record<string, unknown>,
  { toolCallId, customerNumber, assistant, isTest, callId }: Occasion & { callId: string | undefined },
  { system }: OutsideDeps,
): ToolRequest {
  return {
    toolCallId,
    function: { id: "functionId" in own.owner ? own.owner.functionId : null, name: own.name },
    arguments: ownArguments(own.parameters, values),
    call: callId === undefined ? null : { id: callId },
    caller: customerNumber === undefined ? null : { number: customerNumber },
    assistant: assistant === undefined ? null : { id: assistant.id, name: assistant.name },
    organization: { id: system.orgId },
    isTest,
  };
}

async function findCallId(system: Tenant, named: NamedCall): Promise<string | undefined> {
  if (named.vapiCallId === undefined && named.callId === undefined) return undefined;
  const { rows } = await system.read((tx) =>
    tx.execute<{ id: string | null }>(sql`select ${callOf(system.orgId, named)} as id`),
  );
  return rows[0]?.id ?? undefined;
}

/** Sent by the rules for addresses that a tenant gives, within the function's time-out. */
export const sendOutside = ({ request, timeoutSeconds, secrets }: Outside, rules: AddressRules) =>
  sendRequest(request, { timeoutSeconds: Math.min(timeoutSeconds, MAX_TIMEOUT_SECONDS), secrets, rules });
