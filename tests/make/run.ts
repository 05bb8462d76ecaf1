import type { z } from "zod";
import type { MakeApp } from "./app.ts";
import { Attach, Communication, ConnectionCommunication, Detach, WebhookCommunication, type Base } from "./format.ts";
import { evaluate, type Variables } from "./iml.ts";

/** What Make shows of a failure. */
export class MakeError extends Error {
  readonly type: string;
  constructor(message: string, type: string) {
    super(message);
    this.type = type;
  }
}

type Errors = z.infer<typeof Base>["response"]["error"];
type Request = { url: string; method: string; headers?: unknown; qs?: unknown; body?: unknown };
type Answer = { statusCode: number; headers: Record<string, string>; body: unknown };

/** Runs the requests of an app as Make does, with a connection that was made. */
export function makeOf(app: MakeApp, connection: Record<string, string>) {
  const { base } = app;

  async function send(request: Request, variables: Variables): Promise<Answer> {
    const url = String(evaluate(base.baseUrl, variables)) + String(evaluate(request.url, variables));
    const headers = {
      ...asObject(evaluate(base.headers, variables)),
      ...asObject(evaluate(request.headers ?? {}, variables)),
    };
    return fetchJson({ ...request, url, headers }, variables, base.response.error);
  }

  async function run(communication: z.infer<typeof Communication>, parameters: Variables): Promise<unknown[]> {
    const { response, pagination } = communication;
    const variables: Variables = { connection, parameters };
    const found: unknown[] = [];
    const limit = response.limit === undefined ? Infinity : Number(evaluate(response.limit, variables));
    let qs: unknown = communication.qs;
    for (;;) {
      const answer = await send({ ...communication, qs }, variables);
      const context = { ...variables, ...answer };
      if (response.iterate === undefined) return [evaluate(response.output, context)];
      const items = evaluate(response.iterate, context);
      if (!Array.isArray(items)) throw new Error(`${response.iterate} is no list`);
      found.push(...items.map((item: unknown) => evaluate(response.output, { ...context, item })));
      if (found.length >= limit || pagination === undefined || !evaluate(pagination.condition, context)) break;
      // Merged with the request's own, as mergeWithParent is true where it is not said.
      qs = { ...asObject(qs), ...asObject(evaluate(pagination.qs, context)) };
    }
    return found.slice(0, limit);
  }

  const must = <Code>(code: Code | undefined, what: string): Code => {
    if (code === undefined) throw new Error(`${what} has no such file`);
    return code;
  };
  return {
    module: (name: string, parameters: Variables) =>
      run(must(app.code("module", name, "communication", Communication), name), parameters),
    rpc: (name: string, parameters: Variables = {}) =>
      run(must(app.code("rpc", name, "communication", Communication), name), parameters),
    /** What Make keeps of a webhook that it has subscribed. */
    async attach(name: string, url: string): Promise<Variables> {
      const attach = must(app.code("webhook", name, "attach", Attach), name);
      const webhook = { url };
      const answer = await send(attach, { connection, webhook });
      return { ...webhook, ...asObject(evaluate(attach.response.data, { ...answer, webhook })) };
    },
    async detach(name: string, webhook: Variables): Promise<number> {
      const detach = must(app.code("webhook", name, "detach", Detach), name);
      return (await send(detach, { connection, webhook })).statusCode;
    },
    /** The bundle of a request that came to a webhook. */
    receive: (name: string, body: unknown) =>
      evaluate(must(app.code("webhook", name, "communication", WebhookCommunication), name).output, { body }),
  };
}

/** Checks what a person typed, as Make does when a connection is made. */
export async function connect(
  app: MakeApp,
  parameters: Record<string, string>,
): Promise<{ label: unknown; uid: unknown }> {
  const [name = ""] = Object.keys(app.app.components.connection);
  const request = app.code("connection", name, "communication", ConnectionCommunication);
  if (request === undefined) throw new Error("the connection asks nothing");
  const variables = { parameters };
  const url = String(evaluate(request.url, variables));
  const headers = asObject(evaluate(request.headers, variables));
  const answer = await fetchJson({ ...request, url, headers }, variables, request.response.error);
  return { label: evaluate(request.response.metadata.value, answer), uid: evaluate(request.response.uid, answer) };
}

async function fetchJson(
  request: Request & { headers: object },
  variables: Variables,
  errors: Errors,
): Promise<Answer> {
  const address = new URL(request.url);
  for (const [name, value] of Object.entries(asObject(evaluate(request.qs ?? {}, variables))))
    address.searchParams.set(name, String(value));
  const body = evaluate(request.body, variables);
  const response = await fetch(address, {
    method: String(evaluate(request.method, variables)),
    // An object of texts by its form.
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(request.headers as Record<string, string>),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: Answer = {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: text === "" ? {} : JSON.parse(text),
  };
  if (response.status < 400) return answer;
  throw new MakeError(String(evaluate(errors.message, answer)), String(evaluate(errors.type, answer)));
}

const asObject = (value: unknown): Variables => (typeof value === "object" && value !== null ? { ...value } : {});
