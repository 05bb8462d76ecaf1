import type { Need } from "@allokoli/shared/limits/require-within";
import type { Intent } from "../room/state/call.ts";

/**
 * What calls use of the plan: a minute each, and a line. A call that rings at once, or whose time has come, uses a line
 * now. A planned call is counted among the calls of the same minute: the voice provider dials it by itself.
 */
export function needsOf(intents: readonly Intent[], now: Date): Need[] {
  const planned = intents.filter(
    ({ schedule }) => schedule !== null && Date.parse(schedule.earliestAt) > now.getTime(),
  );
  const atOnce = intents.filter((intent) => !planned.includes(intent));
  const byMinute = Map.groupBy(planned, ({ schedule }) => schedule?.earliestAt ?? "");
  return [
    { limit: "callsAtOnce", ids: idsOf(atOnce) },
    ...[...byMinute].map(([earliestAt, calls]): Need => ({
      limit: "callsAtOnce",
      ids: idsOf(calls),
      minute: new Date(earliestAt),
    })),
    { limit: "scheduledCalls", ids: idsOf(planned) },
    { limit: "minutesPerMonth", ids: idsOf(intents) },
  ];
}

const idsOf = (intents: readonly Intent[]) => intents.map(({ callId }) => callId);
