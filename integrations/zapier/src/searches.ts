import type { Bundle, Search, ZObject } from "zapier-platform-core";
import { ask, type Page } from "./api.ts";
import samples from "./samples.json" with { type: "json" };

type Found = { id: string } & Record<string, unknown>;

const callByNumber = {
  key: "call_by_number",
  noun: "Call",
  display: { label: "Find Call by Number", description: "Finds the latest call with a phone number." },
  operation: {
    inputFields: [
      {
        key: "number",
        label: "Phone Number",
        type: "string",
        required: true,
        helpText: "Of the person, such as `+33612345678`.",
      },
      {
        key: "live",
        label: "Only in Progress?",
        type: "boolean",
        required: false,
        helpText: "Finds no call that is over.",
      },
    ],
    perform: async (z: ZObject, bundle: Bundle) => {
      const { number, live } = bundle.inputData;
      const params = { number: String(number), limit: "1", ...(live === true && { live: "true" }) };
      return (await ask<Page<Found>>(z, "/v1/calls", { params })).items;
    },
    sample: samples.call,
  },
} satisfies Search;

const assistantByName = {
  key: "assistant_by_name",
  noun: "Assistant",
  display: { label: "Find Assistant by Name", description: "Finds an assistant by its name." },
  operation: {
    inputFields: [{ key: "name", label: "Name", type: "string", required: true, helpText: "A part of it is enough." }],
    perform: async (z: ZObject, bundle: Bundle) => {
      const params = { search: String(bundle.inputData["name"]), limit: "10" };
      return (await ask<Page<Found>>(z, "/v1/assistants", { params })).items;
    },
    sample: samples.assistant,
  },
} satisfies Search;

export const searches = { [callByNumber.key]: callByNumber, [assistantByName.key]: assistantByName };
