import { expect, test } from "vitest";
import { throughSite } from "./browser.ts";
import { createApi } from "./client.ts";

/** The client with its requests and the given answers. */
function asking(answer: () => Response | Promise<Response>) {
  const asked: Request[] = [];
  const api = createApi({
    baseUrl: "https://api.test",
    headers: { authorization: "Bearer token", "x-organization-id": undefined },
    fetch: async (request) => {
      asked.push(request);
      return answer();
    },
  });
  return { api, asked };
}

const refusal =
  (status: number, body: string, headers = {}) =>
  () =>
    new Response(body, { status, headers });

test("a request has its path with the values, its query, its headers and its body as JSON", async () => {
  const { api, asked } = asking(() => Response.json({ id: "1" }, { headers: { etag: '"2"' } }));
  const path = { id: "a/b" };
  const answer = await api.patch("/v1/assistants/{id}", { path, body: { name: "Accueil" }, ifMatch: '"1"' });
  await api.get("/v1/calls", { query: { limit: 6, live: "true", text: "é&", cursor: undefined } });
  expect(answer).toEqual({ ok: true, data: { id: "1" }, etag: '"2"' });
  const [change, list] = asked;
  expect([change?.method, change?.url]).toEqual(["PATCH", "https://api.test/v1/assistants/a%2Fb"]);
  expect(Object.fromEntries(change?.headers ?? [])).toEqual({
    accept: "application/json",
    authorization: "Bearer token",
    "content-type": "application/json",
    "if-match": '"1"',
  });
  expect(await change?.json()).toEqual({ name: "Accueil" });
  expect(list?.url).toBe("https://api.test/v1/calls?limit=6&live=true&text=%C3%A9%26");
  expect(list?.headers.has("content-type")).toBe(false);
});

test("a browser asks its site, with and without values in the path", async () => {
  const asked: string[] = [];
  const fetch = async ({ url }: Request) => {
    asked.push(url);
    return Response.json({});
  };
  const api = createApi({ ...throughSite("https://site.test"), fetch });
  await api.get("/v1/calls", { query: { live: "true" } });
  await api.get("/v1/calls/{id}", { path: { id: "/v1/1" } });
  expect(asked).toEqual(["https://site.test/api/calls?live=true", "https://site.test/api/calls/%2Fv1%2F1"]);
});

test("a repeated creation carries its key, and an answer without a body is undefined", async () => {
  const { api, asked } = asking(() => new Response(null, { status: 204 }));
  await api.post("/v1/assistants", { body: { name: "Accueil" }, idempotencyKey: "key" });
  expect(asked[0]?.headers.get("idempotency-key")).toBe("key");
  expect(await api.delete("/v1/calls/{id}", { path: { id: "1" } })).toEqual({ ok: true, data: undefined });
});

test("a refusal is a problem with its code, its fields and its request", async () => {
  const errors = [{ path: "customer.number", message: "is too short", code: "too_short" }];
  const body = JSON.stringify({ code: "rate_limited", status: 200, errors, requestId: "r" });
  const { api } = asking(refusal(429, body, { "retry-after": "7" }));
  expect(await api.get("/v1/me")).toEqual({
    ok: false,
    problem: { code: "rate_limited", status: 429, errors, requestId: "r", retryAfterSeconds: 7 },
  });
});

test.each(["", "<h1>Bad gateway</h1>", "null", '"text"', "{}"])(
  "a refusal that says nothing of itself is internal: %j",
  async (body) => {
    const { api } = asking(refusal(502, body));
    expect(await api.get("/v1/me")).toEqual({ ok: false, problem: { code: "internal", status: 502 } });
  },
);

test("an API that is unavailable, breaks off or answers no JSON is offline, and nothing is thrown", async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error("cut")) });
  const answers = [
    () => Promise.reject(new TypeError("fetch failed")),
    () => new Response(broken, { status: 200 }),
    () => new Response("<h1>Welcome</h1>"),
  ];
  for (const answer of answers) {
    const { api } = asking(answer);
    expect(await api.get("/v1/me")).toEqual({ ok: false, problem: { code: "offline", status: 503 } });
  }
});

test("a stream is returned as it arrives", async () => {
  const { api, asked } = asking(() => new Response("event: done\ndata: {}\n\n"));
  const path = { id: "1" };
  const answer = await api.post("/v1/assistants/{id}/chat", { path, body: { message: "Bonjour" }, parseAs: "stream" });
  expect(answer.ok && (await new Response(answer.data).text())).toBe("event: done\ndata: {}\n\n");
  expect(asked[0]?.headers.get("accept")).toBe("text/event-stream, audio/pcm");
});

test("requests that the document does not have do not compile", async () => {
  const { api, asked } = asking(() => Response.json({ items: [], nextCursor: null }));
  const path = { id: "1" };
  // @ts-expect-error: there is no such path
  await api.get("/v1/nowhere");
  // @ts-expect-error: nor this method of it
  await api.put("/v1/me");
  // @ts-expect-error: its path has an id
  await api.get("/v1/calls/{id}");
  // @ts-expect-error: its query has no such name
  await api.get("/v1/calls", { query: { colour: "red" } });
  // @ts-expect-error: it knows no ETag
  await api.get("/v1/me", { ifMatch: "1" });
  // @ts-expect-error: it has a body
  await api.patch("/v1/assistants/{id}", { path });
  // @ts-expect-error: the body has no such field
  await api.patch("/v1/assistants/{id}", { path, body: { colour: "red" } });
  // @ts-expect-error: nor such a value of one
  await api.patch("/v1/assistants/{id}", { path, body: { language: "tlh" } });
  const calls = await api.get("/v1/calls");
  // @ts-expect-error: a call has no such field
  expect(calls.ok && calls.data.items[0]?.colour).toBeUndefined();
  expect(asked).toHaveLength(9);
});
