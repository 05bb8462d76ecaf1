import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant, listen, numbered } from "./listener.ts";

const WAIT = { timeout: 20_000, interval: 200 };
/** An object without requests leaves memory after ten seconds. */
const IDLE_MS = 12_000;

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-calls": { KEEP_ROOM_MS: "2000" } } });
  owner = await stack.newOrganization();
});
afterAll(() => stack.close());

it("a listener to a call whose room is gone gets all of it from the history", async () => {
  const { id: assistantId } = await createAssistant(stack, owner);
  const json = { assistantId, phoneNumberId: stack.vapi.phoneNumberId, customer: { number: "+33611110200" } };
  const made = (await (await stack.api("/v1/calls", { ...owner, method: "POST", json })).json()) as {
    items: { id: string }[];
  };
  const path = `/v1/calls/${made.items[0]?.id}/listen`;
  const live = await listen(stack, path, owner);
  await live.over;
  // A change that distinguishes the history from the room.
  await vi.waitFor(async () => {
    const marked = await stack.sql(
      "update call_events set data = data || '{\"mark\": true}' where call_id = $1 and seq = 1 returning seq",
      [made.items[0]?.id],
    );
    expect(marked).toHaveLength(1);
  }, WAIT);
  const listenLate = async () => {
    const late = await listen(stack, path, owner);
    await late.over;
    expect(late.heard[0]?.data["mark"]).toBe(true);
    return late;
  };
  const late = await vi.waitFor(listenLate, WAIT);
  expect(late.heard.slice(1)).toEqual(numbered(live.heard).slice(1));
  expect(late.heard.at(-1)?.event).toBe("call.report");

  const resumed = await listen(stack, path, owner, "3");
  await resumed.over;
  expect(resumed.heard).toEqual(late.heard.slice(3));
  expect((await listen(stack, path, owner, late.lastEventId())).status).toBe(204);
  const lost = await listen(stack, path, owner, "9999");
  await lost.over;
  expect(lost.heard.map(({ event }) => event)).toEqual(["reset"]);
});

it("a listener hears what is said after a silence that is longer than an idle object stays in memory", async () => {
  const assistant = await createAssistant(stack, owner, { endCallPhrases: [] });
  const script = [{ caller: "Bonjour." }, { caller: "Vous êtes là ?" }, { hangUp: true }];
  const { id } = await stack.vapi.ring({ assistantId: assistant.vapiAssistantId, script, pauseAt: 1 });
  const callId = String(id);
  await stack.vapi.knob("GET", `/calls/${callId}?until=held`);
  await vi.waitFor(async () => expect((await stack.api(`/v1/calls/${callId}`, owner)).status).toBe(200), WAIT);
  const path = `/v1/calls/${callId}/listen`;
  const steady = await listen(stack, path, owner);
  await pause(IDLE_MS);
  await stack.vapi.knob("POST", `/calls/${callId}/resume`);
  await steady.over;
  const again = await listen(stack, path, owner);
  await again.over;
  expect(numbered(steady.heard)).toEqual(numbered(again.heard));
  expect(steady.heard.at(-1)?.event).toBe("call.report");
});
