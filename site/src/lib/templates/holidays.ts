import { HOLIDAY_PLACES, type HolidayPlace } from "@allokoli/shared/hours/places";

/** Names that `Intl` does not have: it has countries and overseas parts, but no departments or cantons. */
const NAMES: { [Place in HolidayPlace]?: { fr: string; en: string } } = {
  FR: { fr: "France métropolitaine", en: "Metropolitan France" },
  "FR-57": { fr: "Moselle", en: "Moselle" },
  "FR-67": { fr: "Bas-Rhin", en: "Bas-Rhin" },
  "FR-68": { fr: "Haut-Rhin", en: "Haut-Rhin" },
  "CA-QC": { fr: "Québec", en: "Quebec" },
  "CH-AG": { fr: "Argovie", en: "Aargau" },
  "CH-AI": { fr: "Appenzell Rhodes-Intérieures", en: "Appenzell Innerrhoden" },
  "CH-AR": { fr: "Appenzell Rhodes-Extérieures", en: "Appenzell Ausserrhoden" },
  "CH-BE": { fr: "Berne", en: "Bern" },
  "CH-BL": { fr: "Bâle-Campagne", en: "Basel-Landschaft" },
  "CH-BS": { fr: "Bâle-Ville", en: "Basel-Stadt" },
  "CH-FR": { fr: "Fribourg", en: "Fribourg" },
  "CH-GE": { fr: "Genève", en: "Geneva" },
  "CH-GL": { fr: "Glaris", en: "Glarus" },
  "CH-GR": { fr: "Grisons", en: "Graubünden" },
  "CH-JU": { fr: "Jura", en: "Jura" },
  "CH-LU": { fr: "Lucerne", en: "Lucerne" },
  "CH-NE": { fr: "Neuchâtel", en: "Neuchâtel" },
  "CH-NW": { fr: "Nidwald", en: "Nidwalden" },
  "CH-OW": { fr: "Obwald", en: "Obwalden" },
  "CH-SG": { fr: "Saint-Gall", en: "St. Gallen" },
  "CH-SH": { fr: "Schaffhouse", en: "Schaffhausen" },
  "CH-SO": { fr: "Soleure", en: "Solothurn" },
  "CH-SZ": { fr: "Schwytz", en: "Schwyz" },
  "CH-TG": { fr: "Thurgovie", en: "Thurgau" },
  "CH-TI": { fr: "Tessin", en: "Ticino" },
  "CH-UR": { fr: "Uri", en: "Uri" },
  "CH-VD": { fr: "Vaud", en: "Vaud" },
  "CH-VS": { fr: "Valais", en: "Valais" },
  "CH-ZG": { fr: "Zoug", en: "Zug" },
  "CH-ZH": { fr: "Zurich", en: "Zurich" },
};

const COUNTRIES = ["BE", "LU", "CA-QC"];
const isSwiss = (place: HolidayPlace) => place.startsWith("CH-");

type Option = { value: HolidayPlace; label: string };

/** The places whose public holidays can be closed days, in groups: France and its parts, countries, cantons. */
export function holidayGroups(locale: "fr" | "en"): { country: string; options: Option[] }[] {
  const regions = new Intl.DisplayNames(locale, { type: "region" });
  const option = (value: HolidayPlace): Option => ({
    value,
    label: NAMES[value]?.[locale] ?? regions.of(value) ?? value,
  });
  const inOrder = (places: HolidayPlace[]) =>
    places.map(option).toSorted((a, b) => a.label.localeCompare(b.label, locale));
  const abroad = (place: HolidayPlace) => COUNTRIES.includes(place);
  const french = HOLIDAY_PLACES.filter((place) => place !== "FR" && !isSwiss(place) && !abroad(place));
  return [
    { country: regions.of("FR") ?? "FR", options: [option("FR"), ...inOrder(french)] },
    { country: regions.of("CH") ?? "CH", options: inOrder(HOLIDAY_PLACES.filter(isSwiss)) },
    {
      country: COUNTRIES.map((place) => option(place as HolidayPlace).label).join(", "),
      options: inOrder(HOLIDAY_PLACES.filter(abroad)),
    },
  ];
}

/** Time zones of places with holidays of their own. */
const OF_ZONE: Record<string, HolidayPlace> = {
  "America/Guadeloupe": "GP",
  "America/Martinique": "MQ",
  "America/Cayenne": "GF",
  "America/Marigot": "MF",
  "America/St_Barthelemy": "BL",
  "America/Miquelon": "PM",
  "America/Toronto": "CA-QC",
  "America/Montreal": "CA-QC",
  "Indian/Reunion": "RE",
  "Indian/Mayotte": "YT",
  "Pacific/Noumea": "NC",
  "Pacific/Tahiti": "PF",
  "Pacific/Wallis": "WF",
  "Europe/Brussels": "BE",
  "Europe/Luxembourg": "LU",
};

/** The preselected place for a time zone. */
export const placeOfZone = (timeZone: string): HolidayPlace => OF_ZONE[timeZone] ?? "FR";

const isPlace = (value: unknown): value is HolidayPlace => HOLIDAY_PLACES.some((place) => place === value);

/** The place that a form names; null for none. */
export const readPlace = (value: FormDataEntryValue | null): HolidayPlace | null => (isPlace(value) ? value : null);
