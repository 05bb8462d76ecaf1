import type { ApiRequest, AskApi } from "@allokoli/shared/rpc/mcp";
import { z } from "zod";

const ApiProblem = z.object({
  title: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** A refusal or a failure of the API, in words for a model. */
export class Refused extends Error {
  override readonly name = "Refused";
}

type Query = Record<string, string | number | boolean | undefined>;
export type Api = ReturnType<typeof createApi>;

/** The public API as the tools ask it: an answer holds what its schema names, whatever else the API said. */
export function createApi(ask: AskApi) {
  async function send<Answer>(request: ApiRequest, schema: z.ZodType<Answer>): Promise<Answer> {
    const response = await ask(request);
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw new Refused(inWords(body, response.headers.get("retry-after")));
    return schema.parse(body);
  }
  return {
    get: <Answer>(path: string, schema: z.ZodType<Answer>, query: Query = {}) =>
      send({ method: "GET", path: withQuery(path, query) }, schema),
    post: <Answer>(path: string, schema: z.ZodType<Answer>, body: object, idempotencyKey: string) =>
      send({ method: "POST", path, body, idempotencyKey }, schema),
    patch: <Answer>(path: string, schema: z.ZodType<Answer>, body: object) =>
      send({ method: "PATCH", path, body }, schema),
  };
}

/** A list of the API. */
export const listOf = <Item>(item: z.ZodType<Item>) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

function inWords(body: unknown, retryAfter: string | null): string {
  const { success, data } = ApiProblem.safeParse(body);
  if (!success) return "AlloKoli did not answer as expected. Try again in a moment.";
  const { code, title, detail, errors = [] } = data;
  return [
    `${detail ?? title} (${code})`,
    ...errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)),
    ...(retryAfter === null ? [] : [`Try again in ${retryAfter} seconds.`]),
  ].join("\n");
}
