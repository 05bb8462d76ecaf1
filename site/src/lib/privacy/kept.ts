import { m } from "../../paraglide/messages.js";

/** How long things are kept, as the form offers it: days, or until somebody deletes them. */
const LENGTHS: Record<string, () => string> = {
  30: m.privacy_month,
  90: m.privacy_three_months,
  180: m.privacy_six_months,
  365: m.privacy_year,
  730: m.privacy_two_years,
  1095: m.privacy_three_years,
  1825: m.privacy_five_years,
};
/** The value of « until somebody deletes them ». */
export const ALWAYS = "always";

/** The lengths to choose from, the last without end; what a program set is one of them. */
export function lengthOptions(saved: number | null, always = m.privacy_always()): { value: string; label: string }[] {
  const days = new Set([...Object.keys(LENGTHS).map(Number), ...(saved === null ? [] : [saved])]);
  return [...days.values()]
    .toSorted((left, right) => left - right)
    .map((value) => ({ value: String(value), label: tellLength(value) }))
    .concat({ value: ALWAYS, label: always });
}

/** The same for the log, which goes after a year at the latest. */
export const logOptions = (saved: number) =>
  lengthOptions(saved).filter(({ value }) => Number(value) >= 180 && Number(value) <= 365);

export const tellLength = (days: number): string => LENGTHS[days]?.() ?? m.privacy_days({ count: days });

/** A chosen value as the API takes it. */
export const daysOf = (value: string): number | null => (value === ALWAYS ? null : Number(value));
