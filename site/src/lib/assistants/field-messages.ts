import type { NumberFault } from "@allokoli/shared/http/number-faults";
import { tellNumberFault } from "../number-message.ts";
import { m } from "../../paraglide/messages.js";
import { ALL_FIELDS } from "./fields.ts";

const MESSAGES: Record<string, () => string> = {
  ...Object.fromEntries(ALL_FIELDS.map(([name, { error }]) => [name, error])),
  dataRows: m.assistant_error_data,
  dataSchema: m.assistant_error_json,
  hours: m.template_error_hours,
  pronunciations: m.assistant_error_pronunciations,
  tools: m.assistant_error_tools,
};

const ROW_MESSAGES: [RegExp, () => string][] = [
  [/^pronunciation\.\d+\./, m.assistant_error_pronunciation],
  [/^transfer\.\d+\.announcementText$/, m.assistant_error_announcement_text],
  [/^transfer\.\d+\.announcement$/, m.assistant_error_announcement],
  [/^function\.\d+\.name$/, m.assistant_error_function_name],
  [/^function\.\d+\.description$/, m.assistant_error_function_description],
  [/^function\.\d+\.parameters$/, m.assistant_error_json],
  [/^function\.\d+\.replyUrl$/, m.assistant_error_function_url],
  [/^function\.\d+\.replyText$/, m.assistant_error_function_text],
];

/** The message for a refused value: what the field accepts. For a telephone number, `code` is the reason. */
export const tellFieldError = (field: string, code?: NumberFault) =>
  (code === undefined ? undefined : tellNumberFault(code)) ??
  (MESSAGES[field] ?? ROW_MESSAGES.find(([pattern]) => pattern.test(field))?.[1] ?? m.error_not_accepted)();
