import { saysItIsRecorded } from "@allokoli/shared/notice/says-it-is-recorded";

/** Enough for a greeting in several lines and a caller who interrupts it. */
export const OPENING_LINES = 12;
/** Who hears of it after having spoken twice was recorded unawares. */
const CALLERS_LINES = 2;

type Line = { role: string; text: string | null };

/** What the assistant says before the caller has spoken twice: that is when a recording is announced. */
export function openingOf(lines: readonly Line[]): string {
  const said: string[] = [];
  let spoken = 0;
  for (const { role, text } of lines) {
    if (role === "user") spoken += 1;
    if (spoken === CALLERS_LINES) break;
    if (role === "assistant" && text !== null) said.push(text);
  }
  return said.join(" ");
}

/** Whether the caller was told, at the beginning, that the call is recorded. */
export const isAnnounced = (lines: readonly Line[]) => saysItIsRecorded(openingOf(lines));
