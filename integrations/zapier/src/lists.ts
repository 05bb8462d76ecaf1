import type { Bundle, Trigger, ZObject } from "zapier-platform-core";
import { ask, type Page } from "./api.ts";
import samples from "./samples.json" with { type: "json" };

type Choice = { id: string; name: string };
type Listed = {
  key: string;
  noun: string;
  path: string;
  params?: Record<string, string>;
  toChoice: (item: never) => Choice;
};

/** What a dropdown offers, a page at a time. Nobody sees these as triggers. */
const list = ({ key, noun, path, params = {}, toChoice }: Listed, sample: Choice) =>
  ({
    key,
    noun,
    display: {
      label: `List of ${noun}s`,
      description: `Triggers when a ${noun.toLowerCase()} is there.`,
      hidden: true,
    },
    operation: {
      type: "polling",
      canPaginate: true,
      perform: async (z: ZObject, bundle: Bundle) => {
        // Zapier counts pages and the API gives cursors: the pages before are asked for on the way.
        for (let page = 0, cursor: string | null = ""; cursor !== null; page++) {
          const query: Record<string, string> = { ...params, ...(cursor !== "" && { cursor }) };
          const { items, nextCursor }: Page<never> = await ask(z, path, { params: query });
          if (page >= bundle.meta.page) return items.map(toChoice);
          cursor = nextCursor;
        }
        return [];
      },
      sample,
    },
  }) satisfies Trigger;

type Call = {
  id: string;
  customer: { number: string | null; name: string | null };
  assistant: { name: string | null } | null;
};
type Message = {
  id: string;
  callerName: string | null;
  callerNumber: string | null;
  subject: string | null;
  body: string;
};

export const lists = {
  assistant_list: list(
    {
      key: "assistant_list",
      noun: "Assistant",
      path: "/v1/assistants",
      params: { limit: "100" },
      toChoice: ({ id, name }: Choice) => ({ id, name }),
    },
    { id: samples.assistant.id, name: samples.assistant.name },
  ),
  phone_number_list: list(
    {
      key: "phone_number_list",
      noun: "Phone Number",
      path: "/v1/phone-numbers",
      params: { limit: "100" },
      toChoice: ({ id, name, number }: Choice & { number: string | null }) => ({
        id,
        name: [name, number].join(" ").trim(),
      }),
    },
    { id: samples.call.phoneNumber.id, name: samples.call.phoneNumber.number },
  ),
  live_call_list: list(
    {
      key: "live_call_list",
      noun: "Live Call",
      path: "/v1/calls",
      params: { live: "true", limit: "100" },
      toChoice: ({ id, customer, assistant }: Call) => ({
        id,
        name: [customer.name ?? customer.number ?? "Unknown caller", assistant?.name ?? ""].filter(Boolean).join(", "),
      }),
    },
    { id: samples.call.id, name: samples.call.customer.name },
  ),
  open_message_list: list(
    {
      key: "open_message_list",
      noun: "Open Message",
      path: "/v1/caller-messages",
      params: { handled: "false", limit: "100" },
      toChoice: ({ id, callerName, callerNumber, subject, body }: Message) => ({
        id,
        name: `${callerName ?? callerNumber ?? "Unknown caller"}: ${subject ?? body.slice(0, 60)}`,
      }),
    },
    { id: samples.callerMessage.id, name: samples.callerMessage.callerName },
  ),
  trade_list: list(
    {
      key: "trade_list",
      noun: "Trade",
      path: "/v1/templates",
      params: { language: "fr" },
      toChoice: ({ key, title }: { key: string; title: string }) => ({ id: key, name: title }),
    },
    { id: samples.template.key, name: samples.template.title },
  ),
};
