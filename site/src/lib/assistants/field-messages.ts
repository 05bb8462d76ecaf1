import { m } from "../../paraglide/messages.js";

const MESSAGES: Record<string, () => string> = {
  name: m.assistant_error_name,
  aiNotice: m.assistant_error_ai_notice,
  firstMessageMode: m.assistant_error_first_message_mode,
  firstMessage: m.assistant_error_first_message,
  systemPrompt: m.assistant_error_system_prompt,
  temperature: m.assistant_error_temperature,
  voice: m.assistant_error_voice,
  otherVoice: m.assistant_error_voice,
  model: m.assistant_error_model,
  transcriberModel: m.assistant_error_transcriber,
  transcriberProvider: m.assistant_error_transcriber,
  transcriberLanguage: m.assistant_error_transcriber_language,
  endCallMessage: m.assistant_error_end_message,
  endCallPhrases: m.assistant_error_end_phrases,
  maxDurationMinutes: m.assistant_error_max_duration,
  silenceTimeoutSeconds: m.assistant_error_silence,
  summaryPrompt: m.assistant_error_prompt,
  successPrompt: m.assistant_error_prompt,
  dataRows: m.assistant_error_data,
  dataSchema: m.assistant_error_json,
  hours: m.template_error_hours,
  tools: m.assistant_error_tools,
};

const ROW_MESSAGES: [RegExp, () => string][] = [
  [/^transfer\.\d+\.number$/, m.error_phone_number],
  [/^function\.\d+\.name$/, m.assistant_error_function_name],
  [/^function\.\d+\.description$/, m.assistant_error_function_description],
  [/^function\.\d+\.parameters$/, m.assistant_error_json],
  [/^function\.\d+\.replyUrl$/, m.assistant_error_function_url],
  [/^function\.\d+\.replyText$/, m.assistant_error_function_text],
];

/** What a field takes, for a value that it did not take. */
export const tellFieldError = (field: string) =>
  (MESSAGES[field] ?? ROW_MESSAGES.find(([pattern]) => pattern.test(field))?.[1] ?? m.error_not_accepted)();
