import type { Bundle, Create, ZObject } from "zapier-platform-core";
import { ask } from "./api.ts";
import samples from "./samples.json" with { type: "json" };
import { answersIn, tradeFields } from "./trade-fields.ts";

const given = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""));

const callSomebody = {
  key: "call_somebody",
  noun: "Call",
  display: { label: "Call Somebody", description: "Has an assistant call a person." },
  operation: {
    inputFields: [
      {
        key: "assistantId",
        label: "Assistant",
        type: "string",
        required: true,
        dynamic: "assistant_list.id.name",
        search: "assistant_by_name.id",
        helpText: "Who speaks.",
      },
      {
        key: "number",
        label: "Number to Call",
        type: "string",
        required: true,
        helpText: "International, such as `+33612345678`, or as it is written in your country.",
      },
      { key: "customerName", label: "Name of the Person", type: "string", required: false },
      {
        key: "phoneNumberId",
        label: "Number to Call From",
        type: "string",
        required: false,
        dynamic: "phone_number_list.id.name",
        helpText: "Without one, the number that every organization may call from.",
      },
      { key: "name", label: "What the Call Is About", type: "string", required: false },
    ],
    perform: async (z: ZObject, bundle: Bundle) => {
      const { assistantId, number, customerName, phoneNumberId, name } = bundle.inputData;
      const body = { assistantId, customer: given({ number, name: customerName }), ...given({ phoneNumberId, name }) };
      const { items } = await ask<{ items: [Record<string, unknown>] }>(z, "/v1/calls", { method: "POST", body });
      return items[0];
    },
    sample: samples.call,
  },
} satisfies Create;

const saySomething = {
  key: "say_in_call",
  noun: "Message",
  display: {
    label: "Say Something in a Live Call",
    description: "Has the assistant say a text in a call in progress.",
  },
  operation: {
    inputFields: [
      {
        key: "callId",
        label: "Call",
        type: "string",
        required: true,
        dynamic: "live_call_list.id.name",
        search: "call_by_number.id",
        helpText: "The call has to be in progress, such as one that **Call Started** has told of.",
      },
      { key: "text", label: "Text", type: "text", required: true, helpText: "Said word for word." },
      {
        key: "endCallAfterSpoken",
        label: "Hang Up Afterwards?",
        type: "boolean",
        required: false,
        helpText: "Ends the call when the text was said.",
      },
    ],
    perform: async (z: ZObject, bundle: Bundle) => {
      const { callId, text, endCallAfterSpoken = false } = bundle.inputData;
      const body = { action: "say", text, endCallAfterSpoken };
      await ask(z, `/v1/calls/${encodeURIComponent(String(callId))}/messages`, { method: "POST", body });
      return { callId, text };
    },
    sample: { callId: samples.call.id, text: "Un instant, je vous prie." },
  },
} satisfies Create;

const createAssistant = {
  key: "create_assistant",
  noun: "Assistant",
  display: { label: "Create Assistant", description: "Makes an assistant from a trade, ready to answer." },
  operation: {
    inputFields: [
      {
        key: "trade",
        label: "Trade",
        type: "string",
        required: true,
        dynamic: "trade_list.id.name",
        altersDynamicFields: true,
        helpText: "The business that the assistant answers for.",
      },
      {
        key: "language",
        label: "Language",
        type: "string",
        required: false,
        choices: { fr: "French", en: "English" },
        default: "fr",
        altersDynamicFields: true,
      },
      { key: "name", label: "Name of the Assistant", type: "string", required: false },
      tradeFields,
    ],
    perform: async (z: ZObject, bundle: Bundle) => {
      const { trade, language = "fr", name, ...rest } = bundle.inputData;
      const body = { template: trade, language, answers: answersIn(rest), ...given({ name }) };
      return ask<Record<string, unknown>>(z, "/v1/assistants", { method: "POST", body });
    },
    sample: samples.assistant,
  },
} satisfies Create;

const markDone = {
  key: "mark_message_done",
  noun: "Message",
  display: { label: "Mark Message as Done", description: "Marks what a caller asked for as taken care of." },
  operation: {
    inputFields: [
      {
        key: "messageId",
        label: "Message",
        type: "string",
        required: true,
        dynamic: "open_message_list.id.name",
        helpText: "Such as the one that **New Message** has told of.",
      },
      { key: "note", label: "Note", type: "text", required: false, helpText: "What was done, for your colleagues." },
    ],
    perform: (z: ZObject, bundle: Bundle) => {
      const { messageId, note } = bundle.inputData;
      const body = { handled: true, ...given({ note }) };
      const path = `/v1/caller-messages/${encodeURIComponent(String(messageId))}`;
      return ask<Record<string, unknown>>(z, path, { method: "PATCH", body });
    },
    sample: samples.callerMessage,
  },
} satisfies Create;

export const creates = {
  [callSomebody.key]: callSomebody,
  [saySomething.key]: saySomething,
  [createAssistant.key]: createAssistant,
  [markDone.key]: markDone,
};
