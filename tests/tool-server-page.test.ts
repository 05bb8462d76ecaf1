import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSecret } from "@allokoli/shared/crypto/signing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ROOT } from "../scripts/paths.ts";
import { freePort } from "../scripts/ports.ts";
import { prepareToolRequest, type ToolRequest } from "../services/assistants/src/own-functions/tool-server.ts";

// Runs the example of a tool server in docs/functions.md unchanged.
const secret = createSecret();
let url: string;
let directory: string;
let server: ReturnType<typeof spawn>;

beforeAll(async () => {
  const page = await readFile(join(ROOT, "docs/functions.md"), "utf8");
  const blocks = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, code = ""]) => code);
  if (blocks.length !== 1) throw new Error(`docs/functions.md has ${blocks.length} blocks of js`);
  const port = await freePort();
  // A folder in which `standardwebhooks` is found, and which is removed afterwards.
  await mkdir(join(ROOT, "node_modules/.cache"), { recursive: true });
  directory = await mkdtemp(join(ROOT, "node_modules/.cache/tool-server-"));
  const file = join(directory, "server.mjs");
  await writeFile(file, blocks.join("\n"));
  server = spawn(process.execPath, [file], {
    env: { ...process.env, TOOL_SECRET: secret, PORT: String(port) },
    stdio: "inherit",
  });
  url = `http://127.0.0.1:${port}/`;
  await vi.waitFor(() => fetch(url, { method: "POST" }), { timeout: 10_000, interval: 50 });
});
afterAll(async () => {
  server.kill();
  if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
  await rm(directory, { recursive: true, force: true });
});

const call: ToolRequest = {
  toolCallId: "call_8Jq1",
  function: { id: null, name: "rdv" },
  arguments: { jour: "mardi é" },
  call: null,
  caller: null,
  assistant: null,
  organization: { id: "0199a1ee-1a2b-7c3d-8e4f-5a6b7c8d9e0f" },
  isTest: true,
};
/** A request made by the code that also sends the real ones. */
const signed = (secrets = [secret], now = new Date()) =>
  prepareToolRequest(url, { "X-Key": "cle" }, call, { secrets, now, conversation: undefined });
async function send({ headers, body = "" }: { headers: Record<string, string>; body?: string | undefined }) {
  const answer = await fetch(url, { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text() };
}
const REFUSED = { status: 401, text: "" };

describe("the tool server of the docs", () => {
  it("answers what we send, also while the secret is changed", async () => {
    const told = { status: 200, text: JSON.stringify({ result: "Rendez-vous pris : mardi é." }) };
    expect(await send(signed())).toEqual(told);
    expect(await send(signed([createSecret(), secret]))).toEqual(told);
  });

  it("refuses all else: another body, another secret, an old time, another id, no signature", async () => {
    const { headers, body = "" } = signed();
    expect(await send({ headers, body: body.replace("mardi", "lundi") })).toEqual(REFUSED);
    expect(await send(signed([createSecret()]))).toEqual(REFUSED);
    expect(await send(signed([secret], new Date(Date.now() - 6 * 60_000)))).toEqual(REFUSED);
    expect(await send({ headers: { ...headers, "webhook-id": crypto.randomUUID() }, body })).toEqual(REFUSED);
    expect(await send({ headers: { "content-type": "application/json" }, body })).toEqual(REFUSED);
  });
});
