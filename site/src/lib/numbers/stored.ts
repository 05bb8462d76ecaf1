import type { PhoneNumber } from "../api/types.ts";
import { phoneNumber } from "../format.ts";
import { m } from "../../paraglide/messages.js";
import { answererOf, type Answerers, tellAnswerer } from "./answerers.ts";
import { tellIntervals } from "./preview.ts";

/** What somebody else saved, in a few lines. */
export function tellStored(number: PhoneNumber, answerers: Answerers): { label: string; value: string }[] {
  const { name, hours, fallback } = number;
  const always = answererOf({ ...number, hours: null }, new Date(0));
  const tell = (answerer: typeof always) => (answerer ? tellAnswerer(answerer, answerers) : m.answerer_nobody());
  return [
    { label: m.numbers_name(), value: name },
    { label: m.answering_open(), value: tell(hours?.open ?? always) },
    ...(hours === null
      ? []
      : [
          { label: m.answering_closed(), value: tell(hours.closed) },
          { label: m.answering_hours(), value: tellIntervals(hours.weekly) },
        ]),
    {
      label: m.fallback_title(),
      value:
        fallback === null
          ? m.fallback_none()
          : fallback.type === "number"
            ? phoneNumber(fallback.number)
            : fallback.sipUri,
    },
  ];
}
