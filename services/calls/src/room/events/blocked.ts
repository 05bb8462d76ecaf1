import { CALLER_BLOCKED } from "@allokoli/shared/ended-reasons/caller-blocked";
import { familyOf } from "@allokoli/shared/ended-reasons/family-of";
import type { Sighting } from "./translate.ts";

/** Vapi's reasons for the end of a call that we turned away: nobody was named, or the caller did not wait for it. */
const OF_TURNING_AWAY = new Set(["no_assistant", "caller_hung_up"]);

const reasonOf = (told: string | null): string =>
  told === null || OF_TURNING_AWAY.has(familyOf(told)) ? CALLER_BLOCKED : told;

/** What is seen of a call whose caller is blocked: where it ends because of that, our reason is in the place of Vapi's. */
export const asBlocked = (sighting: Sighting): Sighting => ({
  ...sighting,
  observations: sighting.observations.map((observation) => {
    const { body } = observation;
    if (body.type !== "call.status" || body.status !== "ended") return observation;
    return { ...observation, body: { ...body, endedReason: reasonOf(body.endedReason ?? null) } };
  }),
  ...(sighting.report && { report: { ...sighting.report, endedReason: reasonOf(sighting.report.endedReason) } }),
});
