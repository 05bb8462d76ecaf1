import { v4 as uuidv4 } from "uuid";
import { badRequest } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { flagAt, isObject, numberAt, objectAt, textAt } from "./json.ts";

export type RestFault = {
  latencyMs?: number;
  /** Answer this status instead of doing the work. */
  status?: number;
  /** Destroy the socket before the work. */
  dropBefore?: boolean;
  /** Do the work, then destroy the socket without an answer. */
  dropAfterWork?: boolean;
  /** Do nothing and answer nothing until the client disconnects. Logged as it comes in, with status 0. */
  hang?: boolean;
  /** Destroy the socket at once, and do the work that many ms later: the client never learns the outcome. */
  lateMs?: number;
  /** Do the work, and answer when this fault is cleared, unless the client disconnects before. */
  holdAnswer?: boolean;
  /** Answer 200 with a page, as a proxy in the way would. */
  html200?: boolean;
};

export type WebhookFault = {
  /** Probabilities, drawn from the call's seed. */
  repeat: number;
  lose: number;
  reorder: number;
  delayMs: number;
  /** Every attempt fails as if nobody listened. */
  down: boolean;
};

export type Fault = {
  id: string;
  method?: string;
  /** Exact, or a prefix when it ends with an asterisk. */
  path?: string;
  callId?: string;
  /** How often it still strikes; without it, until cleared. */
  times?: number;
  rest: RestFault;
  webhooks?: WebhookFault;
};

export type FaultBoard = {
  add(body: Json | undefined): Fault;
  list(): Fault[];
  clear(id?: string): void;
  /** Resolves at the next `clear`. */
  cleared(): Promise<void>;
  /** The fault that strikes this request, counted. */
  strike(method: string, path: string): RestFault | undefined;
  webhooks(callId: string | undefined): WebhookFault;
};

const NO_WEBHOOK_FAULT: WebhookFault = { repeat: 0, lose: 0, reorder: 0, delayMs: 0, down: false };

function probability(body: JsonObject, name: string): number {
  const value = numberAt(body, name) ?? 0;
  if (value < 0 || value > 1) throw badRequest([`webhooks.${name} must be a probability between 0 and 1`]);
  return value;
}

function toFault(body: JsonObject): Fault {
  const method = textAt(body, "method");
  const path = textAt(body, "path");
  const callId = textAt(body, "callId");
  const times = numberAt(body, "times");
  const latencyMs = numberAt(body, "latencyMs");
  const lateMs = numberAt(body, "lateMs");
  const status = numberAt(body, "status");
  const webhooks = objectAt(body, "webhooks");
  const down = flagAt(body, "webhooksDown") ?? (webhooks && flagAt(webhooks, "down")) ?? false;
  return {
    id: uuidv4(),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(path === undefined ? {} : { path }),
    ...(callId === undefined ? {} : { callId }),
    ...(times === undefined ? {} : { times }),
    rest: {
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(lateMs === undefined ? {} : { lateMs }),
      ...(status === undefined ? {} : { status }),
      ...(flagAt(body, "dropBefore") === true ? { dropBefore: true } : {}),
      ...(flagAt(body, "dropAfterWork") === true ? { dropAfterWork: true } : {}),
      ...(flagAt(body, "html200") === true ? { html200: true } : {}),
      ...(flagAt(body, "hang") === true ? { hang: true } : {}),
      ...(flagAt(body, "holdAnswer") === true ? { holdAnswer: true } : {}),
    },
    ...(webhooks === undefined && !down
      ? {}
      : {
          webhooks: {
            repeat: probability(webhooks ?? {}, "repeat"),
            lose: probability(webhooks ?? {}, "lose"),
            reorder: probability(webhooks ?? {}, "reorder"),
            delayMs: numberAt(webhooks ?? {}, "delayMs") ?? 0,
            down,
          },
        }),
  };
}

function pathMatches(pattern: string | undefined, path: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

export function createFaultBoard(): FaultBoard {
  let faults: Fault[] = [];
  let clearing = Promise.withResolvers<void>();
  return {
    add(body) {
      if (!isObject(body)) throw badRequest(["body must be an object"]);
      const fault = toFault(body);
      faults.push(fault);
      return fault;
    },
    list: () => faults,
    clear(id) {
      faults = id === undefined ? [] : faults.filter((fault) => fault.id !== id);
      clearing.resolve();
      clearing = Promise.withResolvers();
    },
    cleared: () => clearing.promise,
    strike(method, path) {
      const fault = faults.find(
        (candidate) =>
          Object.keys(candidate.rest).length > 0 &&
          candidate.times !== 0 &&
          (candidate.method === undefined || candidate.method === method) &&
          pathMatches(candidate.path, path) &&
          (candidate.callId === undefined || path.includes(candidate.callId)),
      );
      if (fault?.times !== undefined) fault.times -= 1;
      return fault?.rest;
    },
    webhooks(callId) {
      const found = faults.findLast(
        (fault) => fault.webhooks !== undefined && (fault.callId === undefined || fault.callId === callId),
      );
      return found?.webhooks ?? NO_WEBHOOK_FAULT;
    },
  };
}
