import { z } from "zod";
import type { Api } from "./api.ts";
import { beginningOf, dayOf, endOf, toLocal } from "./time.ts";

const Organization = z.object({ name: z.string(), timeZone: z.string() });

/** The organization, and time as it is there. */
export type Place = Awaited<ReturnType<ReturnType<typeof placeOf>>>;

/** Asks for the organization once, when a tool needs it. */
export function placeOf(api: Api, now: () => Date) {
  let asked: Promise<z.infer<typeof Organization>> | undefined;
  return async () => {
    const { name, timeZone } = await (asked ??= api.get("/v1/organization", Organization));
    return {
      name,
      timeZone,
      now: now(),
      toLocal: (moment: string) => toLocal(moment, timeZone),
      toLocalOrNull: (moment: string | null) => (moment === null ? null : toLocal(moment, timeZone)),
      dayOf: (text: string) => dayOf(text, timeZone, now()),
      beginningOf: (text: string | undefined) => (text === undefined ? undefined : beginningOf(text, timeZone, now())),
      endOf: (text: string | undefined) => (text === undefined ? undefined : endOf(text, timeZone, now())),
    };
  };
}
