import type { Event } from "../api/types.ts";

/** What webhooks are sent of an event, byte for byte: it is listed as it is sent, and its signature is made over that. */
export const payloadOf = (event: Event): string => JSON.stringify(event);

/** The same to read. */
export const toRead = (payload: string): string => JSON.stringify(JSON.parse(payload), null, 2);
