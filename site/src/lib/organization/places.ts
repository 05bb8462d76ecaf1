import { m } from "../../paraglide/messages.js";
import { getLocale } from "../../paraglide/runtime.js";

/** Where French is spoken at the telephone: the country whose numbers are dialled there, and its clock. */
const PLACES = [
  { country: "FR", timeZone: "Europe/Paris" },
  { country: "BE", timeZone: "Europe/Brussels" },
  { country: "CH", timeZone: "Europe/Zurich" },
  { country: "LU", timeZone: "Europe/Luxembourg" },
  { country: "MC", timeZone: "Europe/Monaco" },
  { country: "CA", timeZone: "America/Toronto" },
  { country: "GP", timeZone: "America/Guadeloupe" },
  { country: "MQ", timeZone: "America/Martinique" },
  { country: "GF", timeZone: "America/Cayenne" },
  { country: "RE", timeZone: "Indian/Reunion" },
  { country: "YT", timeZone: "Indian/Mayotte" },
  { country: "PM", timeZone: "America/Miquelon" },
  { country: "NC", timeZone: "Pacific/Noumea" },
  { country: "PF", timeZone: "Pacific/Tahiti" },
  { country: "WF", timeZone: "Pacific/Wallis" },
] as const;

type Place = (typeof PLACES)[number];

/** The places by name, most of our customers first: the value is the country's code. */
export function placeOptions(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(getLocale(), { type: "region" });
  return PLACES.map(({ country }) => ({
    value: country,
    label: country === "FR" ? m.place_france() : country === "CA" ? m.place_quebec() : (names.of(country) ?? country),
  }));
}

/** The place of a country's code; France for any other text. */
export const placeNamed = (country: string): Place => PLACES.find((place) => place.country === country) ?? PLACES[0];

/** `Paris`, `Port-au-Prince`: the town by which a zone is called. */
export const zoneName = (timeZone: string) => (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");

/** `Europe/Paris (UTC+1)`. */
function zoneLabel(timeZone: string): string {
  const offset = new Intl.DateTimeFormat(getLocale(), { timeZone, timeZoneName: "shortOffset" })
    .formatToParts(new Date())
    .find(({ type }) => type === "timeZoneName");
  return `${timeZone.replaceAll("_", " ")} (${offset?.value ?? ""})`;
}

/** All time zones, those of our customers first. An older name of a zone that is in use stays a choice. */
export function zoneGroups(current: string) {
  const usual: string[] = PLACES.map(({ timeZone }) => timeZone);
  if (!usual.includes(current)) usual.unshift(current);
  const others = Intl.supportedValuesOf("timeZone").filter((zone) => !usual.includes(zone));
  const options = (zones: string[]) => zones.map((value) => ({ value, label: zoneLabel(value) }));
  return [
    { label: m.organization_zones_usual(), options: options(usual) },
    { label: m.organization_zones_others(), options: options(others) },
  ];
}
