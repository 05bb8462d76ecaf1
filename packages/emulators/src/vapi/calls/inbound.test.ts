import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, textAt } from "../json.ts";
import type { TestEmulator } from "../testing/emulator.ts";
import { openEmulator } from "../testing/emulator.ts";

const UNKNOWN = "01990000-0000-7000-8000-00000000dead";
let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await openEmulator();
});
afterAll(() => emulator.close());

describe("ringing", () => {
  it.each([
    [{ assistantId: UNKNOWN }, `There is no assistant ${UNKNOWN} here`],
    [{ squadId: UNKNOWN }, `There is no squad ${UNKNOWN} here`],
    [{ phoneNumberId: UNKNOWN }, `There is no phone number ${UNKNOWN} here`],
  ])("%o, which is no id of Vapi's, is refused with where to find one, and no call is made", async (fields, said) => {
    const answer = await emulator.knob("POST", "/calls", fields);
    expect(answer["statusCode"]).toBe(404);
    expect(answer["message"]).toContain(said);
    expect(answer["message"]).toContain("GET /_emulator");
    expect((await emulator.rest("GET", "/call")).body).toEqual([]);
  });

  it("is a command on the page of the telephone, for each number that is answered and each assistant", async () => {
    const assistantId = await emulator.assistant({ name: "<b>Cabinet</b>" });
    const number = { provider: "vapi", name: "Accueil", assistantId };
    const { body } = await emulator.rest("POST", "/phone-number", number);
    const response = await fetch(`${emulator.vapi.url}/_emulator`);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    const page = await response.text();
    const commands = page.matchAll(/<pre[^>]*>\s*curl (\S+) .*? -d '(.*?)'/g);
    const rung = [...commands].map(([, url = "", given = ""]) => [url, given.replaceAll("&quot;", '"')] as const);
    expect(rung).toEqual([
      [`${emulator.vapi.url}/_emulator/calls`, JSON.stringify({ phoneNumberId: isObject(body) && textAt(body, "id") })],
      [`${emulator.vapi.url}/_emulator/calls`, JSON.stringify({ assistantId })],
    ]);
    expect(page).toContain("&lt;b&gt;Cabinet");
    for (const [url, given] of rung) {
      const headers = { "content-type": "application/json" };
      expect((await fetch(url, { method: "POST", headers, body: given })).status).toBe(201);
    }
  });
});
