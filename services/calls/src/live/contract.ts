import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_EVENT, EXAMPLE_FEED } from "./examples.ts";

const stream = (example: string) => ({
  description: "Server-sent events",
  content: { "text/event-stream": { schema: z.string(), example } },
});
const tags = ["Live"];

const allSent = { description: "Nothing more will come: the call is over, and its last event is the one named" };

/** Resume after this event id, as a header (RFC of SSE) or, where a client cannot set headers, as a query parameter. */
const LastEventId = z.object({ "last-event-id": z.string().max(100).optional() });
const LastEventIdQuery = z.object({ lastEventId: z.string().max(100).optional() });

export const listenToCall = createRoute({
  method: "get",
  path: "/v1/calls/{id}/listen",
  operationId: "listenToCall",
  summary: "Listen to a call",
  description:
    "What happens in it, as server-sent events that are numbered: `Last-Event-ID` goes on where a listener left.",
  tags,
  request: { params: IdParam, headers: LastEventId, query: LastEventIdQuery },
  responses: {
    200: stream(EXAMPLE_EVENT),
    204: allSent,
    ...problems("limit_reached", "not_found", "validation_failed"),
  },
});

export const listenIn = createRoute({
  method: "get",
  path: "/v1/calls/{id}/audio",
  operationId: "listenIn",
  summary: "Listen in on a call",
  description:
    "The sound of a call in progress, as it is spoken: 16-bit little-endian PCM, 16 kHz, two channels, without an end until the call has one. For people alone, of the role member or above; each time is in the log. A client that reads too slowly misses some of it. Ten people may listen at once.",
  tags,
  request: { params: IdParam },
  responses: {
    200: {
      description: "PCM, while the call lasts",
      content: { "audio/pcm": { schema: z.string().openapi({ type: "string", format: "binary" }) } },
    },
    ...problems("call_not_live", "limit_reached", "not_found", "validation_failed", "vapi_unavailable"),
  },
});

/**
 * The organization's live calls: first a `snapshot` of them, then the `call.status`, `transcript` (final) and
 * `call.report` events of every call. A `call.status` holds the `call` as the snapshot does.
 */
export const liveCalls = createRoute({
  method: "get",
  path: "/v1/calls/live",
  operationId: "liveCalls",
  summary: "Listen to all calls",
  description:
    "Server-sent events of the organization's calls: first a `snapshot` of those that are live, each with the words said last (`last`), then `call.status`, `transcript` and `call.report` of every call.",
  tags,
  request: { headers: LastEventId, query: LastEventIdQuery },
  responses: { 200: stream(EXAMPLE_FEED), ...problems("limit_reached", "validation_failed") },
});
