import createClient, { type ClientOptions, type Middleware } from "openapi-fetch";
import type { paths, Problem } from "./types.ts";

/** A problem that the API answers, or `offline`: the API could not be reached. */
export type ApiProblem = Pick<Problem, "detail" | "errors" | "limit" | "tests"> & {
  code: Problem["code"] | "offline";
  status: number;
  requestId?: string;
  retryAfterSeconds?: number;
};

export type Answer<Data> = { ok: true; data: Data; etag: string | undefined } | { ok: false; problem: ApiProblem };

/** A list as the API answers it. */
export type Page<Item> = { items: Item[]; nextCursor: string | null };

/**
 * The API by the paths of openapi.json, with types for each request and answer. It never throws.
 * `api.patch("/v1/assistants/{id}", { path: { id }, body, ifMatch: etag })`
 */
export type Api = {
  [M in Method]: <Path extends PathWith<M>>(
    path: Path,
    ...options: Arguments<Options<Operation<Path, M>>>
  ) => Promise<Answer<DataOf<Operation<Path, M>>>>;
};

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];
type Operation<Path extends keyof paths, M extends Method> = paths[Path] extends Record<M, infer Found> ? Found : never;

type Arguments<Option> = {} extends Option ? [options?: Option] : [options: Option];
type Options<Op> = Op extends { parameters: infer Parameters }
  ? { signal?: AbortSignal } & PathOption<Parameters> &
      QueryOption<Parameters> &
      HeaderOption<Parameters> &
      BodyOption<Op> &
      StreamOption<Op>
  : never;
/** The values of an address as text, which the API validates. Undefined ones are left out. */
type InAddress<Values> = {
  [Name in keyof Values]: Values[Name] | string | ({} extends Pick<Values, Name> ? undefined : never);
};
type PathOption<Parameters> = Parameters extends { path: infer Path } ? { path: InAddress<Path> } : {};
type QueryOption<Parameters> = Parameters extends { query: infer Query }
  ? { query: InAddress<Query> }
  : Parameters extends { query?: infer Query }
    ? { query?: InAddress<NonNullable<Query>> }
    : {};
type HeaderOption<Parameters> = Parameters extends { header?: infer Header }
  ? ("if-match" extends NamesOf<Header> ? { ifMatch?: string | undefined } : {}) &
      ("idempotency-key" extends NamesOf<Header> ? { idempotencyKey?: string } : {})
  : {};
type NamesOf<Values> = [NonNullable<Values>] extends [never] ? never : keyof NonNullable<Values>;
type BodyOption<Op> = Op extends { requestBody: { content: { "application/json": infer Body } } }
  ? { body: Body }
  : Op extends { requestBody?: { content: { "application/json": infer Body } } }
    ? { body?: Body }
    : {};
type EventStream = { content: { "text/event-stream": unknown } };
type Sound = { content: { "audio/pcm": unknown } };
type StreamOption<Op> = Op extends { responses: { 200: EventStream | Sound } } ? { parseAs: "stream" } : {};
/** Every answer but `default`, which is a problem. */
type DataOf<Op> = Op extends { responses: infer Responses }
  ? Content<Responses[Exclude<keyof Responses, "default">]>
  : never;
type Content<Response> = Response extends { content: { "application/json": infer Json } }
  ? Json
  : Response extends EventStream | Sound
    ? ReadableStream<Uint8Array>
    : undefined;

type Given = {
  path?: object;
  query?: object;
  body?: unknown;
  ifMatch?: string;
  idempotencyKey?: string;
  parseAs?: "stream";
  signal?: AbortSignal;
};

export function createApi(options: ClientOptions, ...middleware: Middleware[]): Api {
  const client = createClient<paths>(options);
  client.use(...middleware);
  const asking =
    (method: Method) =>
    async (path: string, given: Given = {}): Promise<Answer<unknown>> => {
      const { path: inPath, query, ifMatch, idempotencyKey, ...rest } = given;
      const accept = given.parseAs === "stream" ? "text/event-stream, audio/pcm" : "application/json";
      const header = { accept, "if-match": ifMatch, "idempotency-key": idempotencyKey };
      try {
        // `Api` types which method, path and options belong together; here they can be any of those.
        const init = { ...rest, params: { path: inPath ?? {}, query, header } } as never;
        const { data, error, response } = await client.request(method, path as never, init);
        if (!response.ok) return { ok: false, problem: toProblem(error, response) };
        return { ok: true, data, etag: response.headers.get("etag") ?? undefined };
      } catch {
        return { ok: false, problem: { code: "offline", status: 503 } };
      }
    };
  // The only cast of answers: a body has the type of the route's contract, which the service checks before it answers.
  return {
    get: asking("get"),
    post: asking("post"),
    put: asking("put"),
    patch: asking("patch"),
    delete: asking("delete"),
  } as Api;
}

function toProblem(error: unknown, { status, headers }: Response): ApiProblem {
  const retryAfterSeconds = Number(headers.get("retry-after"));
  const told = typeof error === "object" && error !== null && "code" in error ? (error as Problem) : undefined;
  return {
    ...(told ?? { code: "internal" }),
    status,
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  };
}

/** A person's input as a body of the API: its fields are known here, and the API validates their values. */
export const asTyped = <Body>(fields: { [Field in keyof Body]?: unknown }): Body => fields as Body;
