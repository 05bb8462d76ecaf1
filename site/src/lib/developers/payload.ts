import type { Event } from "../api/types.ts";

/** What webhooks are sent of an event, byte for byte: what its signature is made over. */
export const payloadOf = ({ id, type, createdAt, organizationId, data }: Event): string =>
  JSON.stringify({ id, type, createdAt, organizationId, data });

/** The same to read. */
export const toRead = (payload: string): string => JSON.stringify(JSON.parse(payload), null, 2);
