import { COUNTRIES } from "@allokoli/shared/phone/countries";
import { getLocale } from "../../paraglide/runtime.js";

/** The countries with their names in the visitor's language, in its alphabetical order. */
export function listCountries(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(getLocale(), { type: "region" });
  return COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value })).toSorted((a, b) =>
    a.label.localeCompare(b.label, getLocale()),
  );
}
