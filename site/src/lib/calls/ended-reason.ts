import { CALLER_BLOCKED } from "@allokoli/shared/ended-reasons/caller-blocked";
import { m } from "../../paraglide/messages.js";

/**
 * Why a call ended, in plain words. Vapi has 627 reasons. The common ones have their own sentence, the others that of
 * their family, and the page shows the raw value beside it.
 */
export function tellEndedReason(reason: string): string {
  const exact = EXACT[reason];
  if (exact !== undefined) return exact();
  return FAMILIES.find(([pattern]) => pattern.test(reason))?.[1]() ?? m.ended_other();
}

const EXACT: Record<string, () => string> = {
  [CALLER_BLOCKED]: m.ended_blocked,
  "customer-ended-call": m.ended_customer,
  "assistant-ended-call": m.ended_assistant,
  "assistant-said-end-call-phrase": m.ended_assistant,
  "assistant-ended-call-after-message-spoken": m.ended_assistant,
  "assistant-ended-call-with-hangup-task": m.ended_assistant,
  "assistant-said-message-with-end-call-enabled": m.ended_assistant,
  "assistant-forwarded-call": m.ended_forwarded,
  "manually-canceled": m.ended_by_team,
  "vonage-completed": m.ended_customer,
  "customer-busy": m.ended_busy,
  "customer-did-not-answer": m.ended_no_answer,
  "customer-did-not-give-microphone-permission": m.ended_microphone,
  "exceeded-max-duration": m.ended_max_duration,
  "silence-timed-out": m.ended_silence,
  voicemail: m.ended_voicemail,
  "twilio-failed-to-connect-call": m.ended_carrier,
  "twilio-reported-customer-misdialed": m.ended_misdialed,
  "vonage-rejected": m.ended_rejected,
  "vonage-failed-to-connect-call": m.ended_carrier,
  "vonage-disconnected": m.ended_carrier,
  "call.start.error-vapi-number-outbound-daily-limit": m.ended_daily_limit,
  "scheduled-call-deleted": m.ended_schedule_deleted,
  "call-deleted": m.ended_deleted,
  "worker-shutdown": m.ended_provider,
};

const FAMILIES: [RegExp, () => string][] = [
  [/concurrency/, m.ended_concurrency],
  [/subscription|wallet|billing/, m.ended_billing],
  [/voicemail/, m.ended_voicemail],
  [/silence/, m.ended_silence],
  [/max-duration/, m.ended_max_duration],
  [/transfer|forward/, m.ended_forwarded_failed],
  [/llm|model|openai|anthropic|azure-openai|groq|google|gemini/, m.ended_model],
  [/voice|eleven|cartesia|playht|azure|tts/, m.ended_voice],
  [/transcriber|deepgram|gladia|assembly/, m.ended_transcriber],
  [/sip|twilio|vonage|telnyx|phone-call-provider|transport/, m.ended_carrier],
  [/^assistant-(not|request|join|not-valid)|assistant-not-found|assistant-id/, m.ended_assistant_missing],
  [/^assistant-/, m.ended_assistant],
  [/^customer-/, m.ended_customer],
  [/^call\.start\./, m.ended_start_failed],
  [/error|fault|pipeline/, m.ended_provider],
];
