import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, problems } from "@allokoli/shared/http/contract";

const audio = {
  "audio/wav": { schema: z.string().openapi({ format: "binary" }) },
  "audio/mpeg": { schema: z.string().openapi({ format: "binary" }) },
};

/** Vapi's address of a recording needs no key, so it is never shown. */
export const getRecording = createRoute({
  method: "get",
  path: "/v1/calls/{id}/recording",
  operationId: "getRecording",
  summary: "Get a call's recording",
  description:
    "The sound itself, or the part that `Range` asks for. Once it is kept (`recording.state` of the call) it comes from us; until then, and where it is not kept, from the voice provider, which has it for fourteen days.",
  tags: ["Calls"],
  request: { params: IdParam, headers: z.object({ range: z.string().max(100).optional() }) },
  responses: {
    200: { description: "The call as sound", content: audio },
    206: { description: "The part that `Range` asks for", content: audio },
    416: { description: "`Range` begins behind the end: `Content-Range` has the length" },
    ...problems("not_found", "validation_failed", "vapi_down", "vapi_unavailable"),
  },
});
