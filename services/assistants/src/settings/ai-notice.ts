import type { FieldError } from "@allokoli/shared/http/problem";
import { saysItIsAi } from "@allokoli/shared/notice/says-it-is-ai";
import type { AssistantSettings } from "./contract.ts";

type NoticeSettings = Pick<AssistantSettings, "language" | "aiNotice" | "firstMessage" | "firstMessageMode">;

export const MISSING_NOTICE =
  "has to tell callers, in the assistant's language, that an artificial intelligence speaks, as in “an AI assistant”";

/** The beginning of a call: the notice, then the greeting. */
export const spokenGreeting = ({ aiNotice, firstMessage }: Pick<NoticeSettings, "aiNotice" | "firstMessage">): string =>
  [aiNotice, firstMessage].filter((part) => part !== null && part.trim() !== "").join(" ");

/** The faults of the notice in these settings; once there was one (`before`), it cannot be removed. */
export function noticeFaults(settings: NoticeSettings, before?: Pick<NoticeSettings, "aiNotice">): FieldError[] {
  const { aiNotice, language, firstMessageMode } = settings;
  if (aiNotice === null) {
    const isTaken = before !== undefined && before.aiNotice !== null;
    return isTaken ? [{ path: "aiNotice", message: "can be put in other words, but not taken away" }] : [];
  }
  return [
    ...(saysItIsAi(aiNotice, language) ? [] : [{ path: "aiNotice", message: MISSING_NOTICE }]),
    ...(firstMessageMode === "assistant-speaks-first"
      ? []
      : [{ path: "firstMessageMode", message: "must be assistant-speaks-first, so that the notice is heard" }]),
  ];
}

/** Older settings, with today's notice if they have none: it cannot be removed by restoring a version. */
export const withNoticeOf = (settings: AssistantSettings, { aiNotice }: Pick<NoticeSettings, "aiNotice">) =>
  settings.aiNotice === null && aiNotice !== null
    ? ({ ...settings, aiNotice, firstMessageMode: "assistant-speaks-first" } satisfies AssistantSettings)
    : settings;
