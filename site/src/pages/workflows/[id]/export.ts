import type { APIRoute } from "astro";
import { toText } from "../../../lib/workflows/clipboard.ts";
import { loadDrawn } from "../../../lib/workflows/load.ts";

/** The steps and notes of a workflow as a file: what the editor copies, to be pasted into another one. */
export const GET: APIRoute = async ({ locals, params }) => {
  const drawn = await loadDrawn(locals.api, params["id"] ?? "");
  if (!drawn.ok) return new Response(null, { status: drawn.problem.status });
  const { nodes, edges, notes } = drawn.data.document;
  return new Response(toText({ nodes, edges, notes }), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="allokoli-scenario.json"',
    },
  });
};
