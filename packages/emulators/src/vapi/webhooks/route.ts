import type { JsonObject } from "../json.ts";
import { objectAt, textAt } from "../json.ts";

/** `server`, or the older `serverUrl` and `serverUrlSecret`; undefined without an address. */
export function serverOf(owner: JsonObject | undefined): JsonObject | undefined {
  const server = objectAt(owner, "server");
  if (textAt(server, "url") !== undefined) return server;
  const url = textAt(owner, "serverUrl");
  if (url === undefined) return undefined;
  const secret = textAt(owner, "serverUrlSecret");
  return secret === undefined ? { url } : { url, secret };
}

/** Exactly one address gets a message: the tool's, the assistant's, the number's, the organisation's. */
export function routeTo(...owners: (JsonObject | undefined)[]): JsonObject | undefined {
  for (const owner of owners) {
    const server = serverOf(owner);
    if (server !== undefined) return server;
  }
  return undefined;
}
