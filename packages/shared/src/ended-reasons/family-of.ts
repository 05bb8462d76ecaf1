import { CALLER_BLOCKED } from "./caller-blocked.ts";
import { ENDED_FAMILIES, type EndedFamily } from "./families.ts";

/** Reasons that have a name of their own. */
const NAMED: Record<string, EndedFamily> = {
  [CALLER_BLOCKED]: "blocked",
  voicemail: "voicemail",
  "silence-timed-out": "silence",
  "call.in-progress.error-assistant-did-not-receive-customer-audio": "silence",
  "customer-did-not-give-microphone-permission": "silence",
  "exceeded-max-duration": "time_limit",
  "manually-canceled": "canceled",
  "call-deleted": "canceled",
  "scheduled-call-deleted": "canceled",
  "customer-busy": "no_answer",
  "customer-did-not-answer": "no_answer",
  "assistant-forwarded-call": "transferred",
  "assistant-request-returned-forwarding-phone-number": "transferred",
  "call.ringing.hook-executed-transfer": "transferred",
  "call.ending.hook-executed-transfer": "transferred",
  "call.ringing.hook-executed-say": "assistant_hung_up",
  "call.ending.hook-executed-say": "assistant_hung_up",
  "assistant-said-end-call-phrase": "assistant_hung_up",
  "assistant-not-found": "no_assistant",
  "assistant-not-valid": "configuration",
  "assistant-join-timed-out": "voice_service",
  "twilio-reported-customer-misdialed": "number_refused",
  "vonage-rejected": "number_refused",
  "vonage-completed": "caller_hung_up",
  "call.start.error-vapi-number-international": "number_refused",
  "call.start.error-fraud-check-failed": "number_refused",
  "call.start.error-get-assistant": "no_assistant",
  "call-start-error-neither-assistant-nor-server-set": "no_assistant",
};

/**
 * For the hundreds of reasons that are made of parts: the first match counts, so the more specific part comes first.
 */
const RULES: [RegExp, EndedFamily][] = [
  [/^customer-ended-call|\.(twilio|sip)-completed-call$|caller-hungup/, "caller_hung_up"],
  [/^assistant-ended-call/, "assistant_hung_up"],
  [/warm-transfer|transfer-failed|^call\.forwarding\./, "transfer_failed"],
  [/^assistant-request-/, "no_assistant"],
  [/outbound-sip-(408|480)/, "no_answer"],
  [/outbound-sip-(403|407)/, "number_refused"],
  [/error-subscription|daily-limit|enterprise-feature/, "plan_limit"],
  [/^call\.start\.error-get-|assistant-version-error/, "configuration"],
  [/^vonage-|^twilio-|sip-|^phone-call-provider/, "carrier"],
  [
    /-40[13]-|unauthorized|(invalid|incorrect)-api-key|api-key-missing|auth-failed|quota|rate-limit|-payment|credits|insufficent-funds|paid-only|upgrade|probation|free-users|creator-plus|by-owner|against-/,
    "provider_account",
  ],
  [
    /-40[04]-|invalid-(config|voice|emotion|schema)|not-found|not-fine-tuned|missing-samples|must-be-a-valid|max-character|word-boost/,
    "configuration",
  ],
  [/transcriber|deepgram-returning|assembly-ai/, "transcriber"],
  [/voice|video|eleven-labs|playht|cartesia/, "voice"],
  [/llm|-50[03]-server|model-connection/, "model"],
  [/vapifault|worker|transport|pipeline/, "voice_service"],
];

/**
 * The family of a reason for a call's end, in Vapi's words (`call.endedReason`). Total: an unknown reason is `unknown`,
 * and a new reason made of known parts is found by them.
 */
export const familyOf = (endedReason: string): EndedFamily =>
  NAMED[endedReason] ?? RULES.find(([pattern]) => pattern.test(endedReason))?.[1] ?? "unknown";

/** All families, in the order in which a list shows them. */
export const FAMILY_KEYS = Object.keys(ENDED_FAMILIES) as [EndedFamily, ...EndedFamily[]];
