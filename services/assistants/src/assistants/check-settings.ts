import { findUrlFault, type AddressRules } from "@allokoli/shared/http/public-url";
import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { schemaFaults } from "../tools/json-schema.ts";
import { isTakenName } from "../tools/names.ts";
import { noticeFaults } from "../settings/ai-notice.ts";
import { OUR_ID, OUR_ORG_ID } from "./compile.ts";
import type { AssistantSettings, Tool } from "../settings/contract.ts";
import { vapiNameOf } from "./tools.ts";

/**
 * The AI notice of whole settings; `before` is what the assistant had.
 * @throws {Problem} `validation_failed` naming each field
 */
export function requireNotice(settings: AssistantSettings, before?: AssistantSettings): void {
  const errors = noticeFaults(settings, before);
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

/**
 * The rules for settings that the contract cannot express.
 * @throws {Problem} `validation_failed` naming each field
 */
export function requireGoodSettings(settings: Partial<AssistantSettings>, rules: AddressRules): void {
  const errors = [
    ...(settings.tools ?? []).flatMap((tool, index) => toolFaults(tool, `tools.${index}`, rules)),
    ...repeatedTools(settings.tools ?? []),
    ...(settings.structuredDataSchema ? schemaFaults(settings.structuredDataSchema, "structuredDataSchema") : []),
    ...[OUR_ID, OUR_ORG_ID]
      .filter((key) => settings.metadata?.[key] !== undefined)
      .map((key) => ({ path: `metadata.${key}`, message: "is ours to set" })),
  ];
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

function toolFaults(tool: Tool, path: string, rules: AddressRules): FieldError[] {
  if (tool.type === "transferCall" && tool.unanswered !== undefined && tool.announcement === undefined) {
    return [{ path: `${path}.announcement`, message: "is needed to know that nobody answers" }];
  }
  if (tool.type !== "function") return [];
  const urlFault = "serverUrl" in tool.reply ? findUrlFault(tool.reply.serverUrl, rules) : undefined;
  return [
    ...(isTakenName(tool.name)
      ? [{ path: `${path}.name`, message: "is the name of a tool that is always there" }]
      : []),
    ...(tool.parameters === undefined ? [] : schemaFaults(tool.parameters, `${path}.parameters`)),
    ...(urlFault === undefined ? [] : [{ path: `${path}.reply.serverUrl`, message: urlFault }]),
  ];
}

/** Each tool after the first of its kind: the model could not tell two apart. */
function repeatedTools(tools: Tool[]): FieldError[] {
  const seen = new Set<string>();
  return tools.flatMap((tool, index) => {
    const [field, key] =
      tool.type === "function"
        ? ["name", tool.name]
        : tool.type === "transferCall"
          ? ["number", `transferCall ${tool.number}`]
          : ["type", vapiNameOf(tool)];
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ path: `tools.${index}.${field}`, message: "is there already" }];
  });
}
