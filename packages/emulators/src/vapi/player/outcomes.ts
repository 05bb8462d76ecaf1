import type { Turn } from "./script.ts";

/**
 * Magic customer numbers: the last four digits of the number dialled decide what happens.
 *
 * | ends with | what happens                                        | endedReason                    |
 * |-----------|-----------------------------------------------------|--------------------------------|
 * | 0001      | the line is busy                                    | customer-busy                  |
 * | 0002      | rings, nobody answers                               | customer-did-not-answer        |
 * | 0003      | a machine answers; the voicemail message is left    | voicemail                      |
 * | 0004      | the carrier cannot connect                          | twilio-failed-to-connect-call  |
 * | 0005      | the number does not exist                           | twilio-reported-customer-misdialed |
 * | 0006      | the number's daily allowance is used up             | call.start.error-vapi-number-outbound-daily-limit |
 * | 0007      | the model's provider fails in the second turn       | call.in-progress.error-providerfault-openai-llm-failed |
 * | 0008      | the customer hangs up during the greeting           | customer-ended-call            |
 * | 0009      | the customer never says a word                      | silence-timed-out              |
 * | 0010      | talks for ever                                      | exceeded-max-duration          |
 *
 * Every other number answers and follows the default script.
 */
export type Outcome =
  | { kind: "answers"; script?: Turn[] }
  | { kind: "voicemail" }
  /** Nothing more happens: the call ended while nobody played it, or never got a line. */
  | { kind: "over"; endedReason: string }
  | { kind: "never-rings"; endedReason: string }
  | { kind: "rings-in-vain"; endedReason: string; ringMs: number };

const TALK: Turn = {
  kind: "caller",
  text: "Attendez, je cherche encore mon agenda.",
  assistant: "Je vous en prie, prenez votre temps.",
};

const OUTCOMES: Record<string, Outcome> = {
  "0001": { kind: "rings-in-vain", endedReason: "customer-busy", ringMs: 1500 },
  "0002": { kind: "rings-in-vain", endedReason: "customer-did-not-answer", ringMs: 30_000 },
  "0003": { kind: "voicemail" },
  "0004": { kind: "never-rings", endedReason: "twilio-failed-to-connect-call" },
  "0005": { kind: "never-rings", endedReason: "twilio-reported-customer-misdialed" },
  "0006": { kind: "never-rings", endedReason: "call.start.error-vapi-number-outbound-daily-limit" },
  "0007": {
    kind: "answers",
    script: [
      { kind: "caller", text: "Allô, qui est à l’appareil ?" },
      { kind: "fail", endedReason: "call.in-progress.error-providerfault-openai-llm-failed" },
    ],
  },
  "0008": { kind: "answers", script: [{ kind: "hangUp" }] },
  "0009": { kind: "answers", script: [{ kind: "pause", ms: Number.POSITIVE_INFINITY }] },
  "0010": { kind: "answers", script: Array.from({ length: 2000 }, () => TALK) },
};

export function outcomeOf(number: string | undefined): Outcome {
  return OUTCOMES[number?.slice(-4) ?? ""] ?? { kind: "answers" };
}
