import type { AnswerLanguage } from "../tools/language.ts";
import type { Tool } from "../settings/contract.ts";

type Transfer = Extract<Tool, { type: "transferCall" }>;

const SUMMARY_TIMEOUT_SECONDS = 10;
const SUMMARY_PROMPTS: Record<AnswerLanguage, string> = {
  fr: "Quelqu’un va reprendre cet appel. Dis-lui en deux phrases, en français, qui appelle et pourquoi. Ne réponds que par ces phrases.",
  en: "Somebody is about to take over this call. Tell them in two sentences who is calling and why. Answer with nothing but these sentences.",
};
const summaryPlan = (language: AnswerLanguage) => ({
  enabled: true,
  timeoutSeconds: SUMMARY_TIMEOUT_SECONDS,
  messages: [
    { role: "system", content: SUMMARY_PROMPTS[language] },
    { role: "user", content: "{{transcript}}" },
  ],
});

/**
 * How the call is handed over, as Vapi takes it; nothing for a caller who is put through at once. Vapi only notices that
 * nobody answers in its `warm-transfer-experimental`, so the other modes are used where that does not matter: they wait
 * until the person has said hello.
 */
export function transferPlanOf({ announcement, unanswered }: Transfer, language: AnswerLanguage) {
  if (announcement === undefined) return {};
  const told =
    announcement.kind === "message" ? { message: announcement.text } : { summaryPlan: summaryPlan(language) };
  const transferPlan =
    unanswered === undefined
      ? { mode: `warm-transfer-wait-for-operator-to-speak-first-and-then-say-${announcement.kind}`, ...told }
      : {
          mode: "warm-transfer-experimental",
          ...told,
          fallbackPlan: { message: unanswered.message, endCallEnabled: unanswered.hangsUp },
        };
  return { transferPlan };
}
