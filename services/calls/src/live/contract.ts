import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, problems } from "@allokoli/shared/http/contract";

const stream = {
  description: "Server-sent events",
  content: { "text/event-stream": { schema: z.string() } },
};
const tags = ["Live"];

const allSent = { description: "Nothing more will come: the call is over, and its last event is the one named" };

/** Resume after this event id, as a header (RFC of SSE) or, where a client cannot set headers, as a query parameter. */
const LastEventId = z.object({ "last-event-id": z.string().max(100).optional() });
const LastEventIdQuery = z.object({ lastEventId: z.string().max(100).optional() });

export const listenToCall = createRoute({
  method: "get",
  path: "/v1/calls/{id}/listen",
  operationId: "listenToCall",
  tags,
  request: { params: IdParam, headers: LastEventId, query: LastEventIdQuery },
  responses: { 200: stream, 204: allSent, ...problems("not_found", "validation_failed") },
});

/**
 * The organization's calls as they go: first a `snapshot` of those that are live, then the `call.status`, `transcript`
 * (final) and `call.report` events of every call. A `call.status` holds the `call` as the snapshot does.
 */
export const liveCalls = createRoute({
  method: "get",
  path: "/v1/calls/live",
  operationId: "liveCalls",
  tags,
  request: { headers: LastEventId, query: LastEventIdQuery },
  responses: { 200: stream, ...problems("validation_failed") },
});
