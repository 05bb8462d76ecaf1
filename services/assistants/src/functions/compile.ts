import { toDialled } from "@allokoli/shared/phone/destination";
import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import type { Vapi } from "@vapi-ai/server-sdk";
import type { AnswerLanguage } from "../tools/language.ts";
import { functionTool, openingHoursTool, searchTool, takeMessageTool, type VapiTool } from "../tools/own-tools.ts";
import type { KeptFunction, KeptSettings } from "./settings.ts";

export type ToolContext = {
  id: string;
  name: string;
  /** Our `receive`. */
  server: VapiServer;
};

/**
 * The function as a tool at Vapi, for creation and for PATCH alike: every top-level field that we use is there, whole.
 * For a tenant's address, Vapi asks our server: it would send the whole call to the tenant's, including our secrets.
 */
export function compileTool({ description, settings }: KeptFunction, context: ToolContext): ToolBody {
  return toVapiBody({ ...toolOf(description, settings, context), rejectionPlan: markOf(context.id) });
}

/** The body that Vapi takes for creation and for PATCH. */
export type ToolBody = Vapi.CreateToolsRequest & Vapi.UpdateToolsRequestBody;
// A union of two dozen types, distinguished by `type`. A test checks each of ours against Vapi's published schemas.
const toVapiBody = (body: VapiTool) => body as unknown as ToolBody;

/** Several assistants share a function, so it has the language of most of them. */
const LANGUAGE: AnswerLanguage = "fr";

function toolOf(description: string, settings: KeptSettings, { name, server }: ToolContext): VapiTool {
  switch (settings.kind) {
    case "function":
    case "apiRequest":
      return functionTool(name, description, settings.parameters, server);
    case "knowledge":
      return searchTool(server, { name, description, language: LANGUAGE });
    case "takeMessage":
      return takeMessageTool(server, { name, description, language: LANGUAGE });
    case "openingHours":
      return openingHoursTool(server, { name, description });
    case "transferCall":
      return {
        type: "transferCall",
        destinations: settings.destinations.map(({ number, when, message }) => ({
          type: "number",
          ...toDialled(number),
          description: when,
          ...(message !== undefined && { message }),
        })),
      };
    case "endCall":
      return { type: "endCall" };
    case "sms":
      return { type: "sms" };
  }
}

/**
 * A tool at Vapi has no metadata. So our id is in a condition that would reject the call of the tool, and that no
 * conversation ever meets.
 */
const markOf = (id: string) => ({ conditions: [{ type: "regex", regex: `allokoli:function:${id}` }] });

/** The id of our function in a tool at Vapi; undefined when there is none. */
export const functionIdOf = (tool: object): string | undefined =>
  "rejectionPlan" in tool
    ? /allokoli:function:([0-9a-f-]{36})/.exec(JSON.stringify(tool.rejectionPlan ?? null))?.[1]
    : undefined;

/** Whether a tool at Vapi is the one of our function. */
export const isToolOf = (tool: object, id: string): boolean => functionIdOf(tool) === id;

const FIELDS = [
  ["function.name", "name"],
  ["name", "name"],
  ["function.description", "description"],
  ["function.parameters", "settings.parameters"],
  ["function", "settings"],
  ["destinations", "settings.destinations"],
  ["type", "settings.kind"],
] as const;

/** The field behind one in a complaint of Vapi's, such as `settings.parameters` for `function.parameters`. */
export function toField(vapiField: string): string | undefined {
  return FIELDS.find(
    ([prefix]) => vapiField === prefix || vapiField.startsWith(`${prefix}.`) || vapiField.startsWith(`${prefix}[`),
  )?.[1];
}
