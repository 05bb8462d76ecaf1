import { expect, vi } from "vitest";
import { createAssistant } from "../../tests/stack/listener.ts";
import { openTelephony, PATIENCE } from "../../tests/stack/telephony-api.ts";
import type { Organization, Stack } from "../../tests/stack.ts";

type Server = { url: string; headers: Record<string, string> };

/** Something that Vapi asks during a call. */
export type Question = {
  server: Server;
  message: (callId: string) => object;
  /** Makes a new call at Vapi that rings, and does nothing else: its id. */
  ring: () => Promise<string>;
  /** Every right answer has this in it. */
  expected: string;
};

/** Which assistant takes a call, to a number whose hours decide. */
export async function whoAnswers(stack: Stack, owner: Organization): Promise<Question> {
  const telephony = openTelephony(stack, owner);
  const assistant = await createKnown(stack, owner, { name: "Accueil" });
  const { answer } = await telephony.order("twilio", { assistantId: assistant.id });
  const { id, vapiPhoneNumberId } = await telephony.active(answer.body.id);
  // Closed all week: Vapi knows no assistant of the number, and asks.
  const night = { type: "assistant", assistantId: assistant.id };
  const hours = { timeZone: "Europe/Paris", weekly: [], open: night, closed: night };
  const patched = await telephony.call("PATCH", `/v1/phone-numbers/${id}`, { json: { hours } });
  expect(patched.status, patched.text).toBe(200);
  const there = await stack.vapi.api(`/phone-number/${vapiPhoneNumberId}`);
  const { server } = (await there.json()) as { server: Server };
  const message = (callId: string) => ({
    type: "assistant-request",
    call: {
      id: callId,
      type: "inboundPhoneCall",
      phoneNumberId: vapiPhoneNumberId,
      customer: { number: "+33612345678" },
    },
  });
  const ring = ringer(stack, { phoneNumberId: vapiPhoneNumberId, assistantId: assistant.vapiAssistantId });
  return { server, message, ring, expected: assistant.vapiAssistantId };
}

/** A tool call that stores a message. */
export async function takeMessage(stack: Stack, owner: Organization): Promise<Question> {
  const { vapiAssistantId } = await createKnown(stack, owner, { name: "Messages", tools: [{ type: "takeMessage" }] });
  const there = await stack.vapi.api(`/assistant/${vapiAssistantId}`);
  const { model } = (await there.json()) as { model: { tools: { server?: Server }[] } };
  const server = model.tools.find((tool) => tool.server !== undefined)?.server;
  if (server === undefined) throw new Error("Vapi has no tool with a server.");
  const message = (callId: string) => ({
    type: "tool-calls",
    toolCallList: [
      {
        id: crypto.randomUUID(),
        type: "function",
        function: { name: "take_message", arguments: { message: `Rappelez-moi, ${crypto.randomUUID()}.` } },
      },
    ],
    call: { id: callId },
  });
  return { server, message, ring: ringer(stack, { assistantId: vapiAssistantId }), expected: '"result"' };
}

/** Vapi knows the call that it asks about. One that it does not know, we would look for again and again. */
const ringer = (stack: Stack, call: object) => async () => {
  const { id } = await stack.vapi.ring({ ...call, pauseAt: "ringing" });
  return String(id);
};

/** An assistant that Vapi has: where it is slow, that comes after the creation's answer. */
async function createKnown(stack: Stack, owner: Organization, settings: Record<string, unknown>) {
  const { id } = await createAssistant(stack, owner, settings);
  const vapiAssistantId = await vi.waitFor(async () => {
    const read = await stack.api(`/v1/assistants/${id}`, owner);
    const assistant = (await read.json()) as { vapiAssistantId: string | null };
    if (assistant.vapiAssistantId === null) throw new Error("Vapi does not have the assistant");
    return assistant.vapiAssistantId;
  }, PATIENCE);
  return { id, vapiAssistantId };
}

/** Asks once: how long the answer took, and whether it is right. */
export async function ask({ server, message, expected }: Question, callId: string) {
  const from = performance.now();
  const answer = await fetch(server.url, {
    method: "POST",
    headers: { ...server.headers, "content-type": "application/json" },
    body: JSON.stringify({ message: message(callId) }),
  });
  const text = await answer.text();
  return { ms: performance.now() - from, text, isRight: answer.status === 200 && text.includes(expected) };
}
