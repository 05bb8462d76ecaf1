import { m } from "../../paraglide/messages.js";

/** The French operators whose codes are told; `other` for all the rest, and for switchboards. */
export const OPERATORS = ["orange", "sfr", "bouygues", "free", "other"] as const;
export type Operator = (typeof OPERATORS)[number];

export const readOperator = (text: string | null): Operator => OPERATORS.find((one) => one === text) ?? "orange";

export const OPERATOR_LABELS = {
  orange: m.operator_orange,
  sfr: m.operator_sfr,
  bouygues: m.operator_bouygues,
  free: m.operator_free,
  other: m.operator_other,
} satisfies Record<Operator, () => string>;

/** What is particular to an operator: where the codes do not work, and what they cost. */
export const OPERATOR_NOTES = {
  orange: { box: m.forward_orange_box, mobile: m.forward_orange_mobile },
  sfr: { box: m.forward_sfr_box, mobile: m.forward_sfr_mobile },
  bouygues: { box: m.forward_bouygues_box, mobile: m.forward_bouygues_mobile },
  free: { box: m.forward_free_box, mobile: m.forward_free_mobile },
} satisfies Record<Exclude<Operator, "other">, { box: () => string; mobile: () => string }>;

export type Code = { when: () => string; on: string; off: string };

/** A number as a fixed line in France dials it: `0199001000`, `0017015550100`. */
const dialledInFrance = (number: string) =>
  number.startsWith("+33") ? `0${number.slice(3)}` : number.replace(/^\+/, "00");

/** What is dialled on a box's telephone: France's codes for fixed lines. */
export function boxCodes(number: string): Code[] {
  const to = dialledInFrance(number);
  return [
    { when: m.forward_always, on: `*21*${to}#`, off: "#21#" },
    { when: m.forward_unanswered, on: `*61*${to}#`, off: "#61#" },
  ];
}

/**
 * What is dialled on a mobile, with any operator: the codes of the GSM standard (3GPP TS 22.030), 11 for voice, 20
 * seconds of ringing.
 */
export const mobileCodes = (number: string): Code[] => [
  { when: m.forward_always, on: `**21*${number}#`, off: "##21#" },
  { when: m.forward_unanswered, on: `**61*${number}*11*20#`, off: "##61#" },
  { when: m.forward_busy, on: `**67*${number}#`, off: "##67#" },
  { when: m.forward_unreachable, on: `**62*${number}#`, off: "##62#" },
];

const HOUR_MS = 3_600_000;

/** Since when a page waits for a call: what its address says, within the last hours; else now. */
export function waitingSince(text: string | null, now: Date): string {
  const at = Date.parse(text ?? "");
  const isRecent = at <= now.getTime() && at > now.getTime() - 12 * HOUR_MS;
  return new Date(isRecent ? at : now).toISOString();
}
