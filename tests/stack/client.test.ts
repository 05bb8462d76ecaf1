import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createAllokoli, follow, type StreamedEvent } from "@allokoli/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ROOT } from "../../scripts/paths.ts";
import { freePort } from "../../scripts/ports.ts";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";
import { createAssistant } from "./listener.ts";

// The client as others use it: its examples are run as programs of their own, against the real stack.
const WAIT = { timeout: 30_000, interval: 100 };
const SCRIPT = [{ caller: "Bonjour.", assistant: "Cabinet, bonjour." }, { caller: "Merci." }, { hangUp: true }];

let stack: Stack;
let owner: Organization;
let key: { id: string; token: string };
let assistant: { id: string; vapiAssistantId: string };
type Example = { output: () => string; over: Promise<string>; end(): Promise<void> };
const running: Example[] = [];

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
  key = await stack.newApiKey(owner, "member", ["read", "write", "calls", "webhooks"]);
  assistant = await createAssistant(stack, owner, { endCallPhrases: [] });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((example) => example.end()));
});

function run(name: string, args: string[] = [], env: Record<string, string> = {}): Example {
  const file = join(ROOT, `packages/client/examples/${name}.ts`);
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ALLOKOLI_URL: stack.urls.api, ALLOKOLI_KEY: key.token, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const over = once(child, "close").then(() => output);
  const example: Example = {
    output: () => output,
    over,
    async end() {
      child.kill();
      await over;
    },
  };
  running.push(example);
  return example;
}

async function ring(pauseAt?: number): Promise<string> {
  const call = { assistantId: assistant.vapiAssistantId, script: SCRIPT, ...(pauseAt !== undefined && { pauseAt }) };
  const id = String((await stack.vapi.ring(call)).id);
  await vi.waitFor(async () => expect((await stack.api(`/v1/calls/${id}`, key)).status).toBe(200), WAIT);
  return id;
}

describe("the examples of the client", () => {
  it("ask, make an assistant and call, once however often they run, and say a refusal by its code", async () => {
    expect(await run("calls").over).toMatch(/^.+, clé member\ncalled\n[0-9a-f-]{36} [a-z-]+\n$/);
    expect(await run("calls").over).toMatch(/^.+, clé member\ncalled before\n[0-9a-f-]{36} [a-z-]+\n$/);
    const ours = createAllokoli({ baseUrl: stack.urls.api, token: key.token });
    const made = await ours.GET("/v1/assistants", { params: { query: { search: "Accueil" } } });
    expect(made.data?.items.map(({ name }) => name)).toEqual(["Accueil"]);
    const reader = await stack.newApiKey(owner, "viewer", ["webhooks"]);
    const client = createAllokoli({ baseUrl: stack.urls.api, token: reader.token });
    const { data, error } = await client.GET("/v1/calls");
    expect([data, error?.code, error?.scopes]).toEqual([undefined, "insufficient_scope", ["read"]]);
  });

  it("follow a call to its report", async () => {
    const id = await ring(1);
    const example = run("follow", [id]);
    await vi.waitFor(() => expect(example.output()).toContain("Bonjour."), WAIT);
    await stack.vapi.knob("POST", `/calls/${id}/resume`);
    const output = await example.over;
    expect(output.match(/^user Bonjour\.$/gm)).toHaveLength(1);
    expect(output.trimEnd().split("\n").at(-1)).toMatch(/^report /);
  });

  it("receive what we sign, once, and nothing else", async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/allokoli`;
    stack.allowEgress(url);
    const client = createAllokoli({ baseUrl: stack.urls.api, token: key.token });
    const { data } = await client.POST("/v1/webhooks", { body: { url, eventTypes: ["assistant.created"] } });
    const example = run("receive", [], { ALLOKOLI_SECRET: data?.secret ?? "", PORT: String(port) });
    await vi.waitFor(() => fetch(url).then(({ status }) => expect(status).toBe(400)), WAIT);
    await createAssistant(stack, owner);
    await vi.waitFor(() => expect(example.output()).toBe("assistant.created assistant\n"), WAIT);
    const forged = await fetch(url, { method: "POST", body: JSON.stringify({ id: "1", type: "call.report" }) });
    expect([forged.status, example.output()]).toEqual([400, "assistant.created assistant\n"]);
  });
});

describe("a stream that is followed", () => {
  it("has every event of the call once, though the Workers were restarted in the middle", async () => {
    const id = await ring(1);
    const heard: StreamedEvent[] = [];
    const reading = (async () => {
      const connection = { baseUrl: stack.urls.api, token: key.token };
      for await (const event of follow(connection, `/v1/calls/${id}/listen`, { pauseMs: 50 })) heard.push(event);
    })();
    await vi.waitFor(() => expect(heard.some(({ type }) => type === "transcript")).toBe(true), WAIT);
    await stack.restartWorkers();
    await stack.vapi.knob("POST", `/calls/${id}/resume`);
    await reading;
    const ids = heard.flatMap((event) => (event.id === undefined ? [] : [Number(event.id)]));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect(heard.at(-1)?.type).toBe("call.report");
  });
});
