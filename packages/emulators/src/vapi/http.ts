import { IncomingMessage } from "node:http";
import type { Context } from "hono";
import { badRequest } from "./errors.ts";
import type { Json } from "./json.ts";

export type VapiEnv = { Variables: { body: Json | undefined } };
export type VapiContext = Context<VapiEnv>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function requireUuid(id: string): string {
  if (!UUID.test(id)) throw badRequest(["id must be a UUID"]);
  return id;
}

/** Breaks the connection of this request: the client sees a reset, never an answer. */
export function dropConnection(c: VapiContext): void {
  incomingOf(c)?.socket.destroy();
}

/** Resolves when the client has left. */
export function untilGone(c: VapiContext): Promise<void> {
  const socket = incomingOf(c)?.socket;
  return new Promise((resolve) => (socket === undefined ? resolve() : socket.once("close", () => resolve())));
}

function incomingOf(c: VapiContext): IncomingMessage | undefined {
  const env: unknown = c.env;
  const incoming = typeof env === "object" && env !== null && "incoming" in env ? env.incoming : undefined;
  return incoming instanceof IncomingMessage ? incoming : undefined;
}
