import type { NumberFault } from "@allokoli/shared/http/number-faults";
import { m } from "../paraglide/messages.js";

const MESSAGES: Record<NumberFault, () => string> = {
  not_a_number: m.number_not_a_number,
  unknown_country_code: m.number_unknown_country_code,
  too_short: m.number_too_short,
  too_long: m.number_too_long,
  impossible: m.number_impossible,
  emergency_number: m.number_emergency,
  short_number: m.number_short,
  short_number_abroad: m.number_short_abroad,
  premium_number: m.number_premium,
  extension: m.number_extension,
  not_mobile: m.number_not_mobile,
};

/** The message for a telephone number that the API refused, by the API's code; the site does not check numbers. */
export const tellNumberFault = (code: NumberFault | undefined): string =>
  (code === undefined ? m.number_not_a_number : MESSAGES[code])();
