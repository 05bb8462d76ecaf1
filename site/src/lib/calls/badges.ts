import { FAULTS } from "@allokoli/shared/ended-reasons/families";
import type { Call } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";

export type Badge = { tone: "danger" | "warn" | "good" | "plain"; label: string };

type Ended = Pick<Call, "status" | "direction" | "startedAt" | "endedFamily" | "success" | "structuredData">;

/** A caller whom nobody answered, such as on a busy line: somebody should call back, unless the caller is blocked. */
export const isLost = ({
  status,
  direction,
  startedAt,
  endedFamily,
}: Pick<Ended, "status" | "direction" | "startedAt" | "endedFamily">) =>
  status === "ended" && direction === "inbound" && startedAt === null && endedFamily !== "blocked";

/** What a list says of a call that has ended, the most important first. */
export function badgesOf(call: Ended): Badge[] {
  if (call.status !== "ended") return [];
  const how = howItEnded(call);
  return [
    ...(isUrgent(call) ? [{ tone: "danger" as const, label: m.badge_urgent() }] : []),
    ...(how === undefined ? [] : [how]),
    ...(how === undefined && call.success === false ? [{ tone: "warn" as const, label: m.call_no_success() }] : []),
  ];
}

function howItEnded(call: Ended): Badge | undefined {
  const { endedFamily, direction } = call;
  if (endedFamily === "blocked") return { tone: "plain", label: m.badge_blocked() };
  if (isLost(call)) return { tone: "danger", label: m.badge_lost() };
  if (endedFamily !== null && FAULTS.includes(endedFamily))
    return { tone: "danger", label: direction === "inbound" ? m.badge_cut() : m.badge_failed() };
  if (endedFamily === "no_answer") return { tone: "warn", label: m.badge_no_answer() };
  if (endedFamily === "voicemail") return { tone: "plain", label: m.badge_voicemail() };
  if (endedFamily === "transferred") return { tone: "good", label: m.badge_transferred() };
  if (endedFamily === "transfer_failed") return { tone: "warn", label: m.badge_transfer_failed() };
  return undefined;
}

/** Whether the assistant noted down that it is urgent; the templates have this name for it. */
export const isUrgent = ({ structuredData: data }: Pick<Ended, "structuredData">) =>
  typeof data === "object" && data !== null && !Array.isArray(data) && data["isUrgent"] === true;
