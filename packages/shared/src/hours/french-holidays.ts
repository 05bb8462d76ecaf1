/** The eleven public holidays of metropolitan France (Code du travail, L3133-1). */
const FIXED = new Set(["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"]);
/** Easter Monday, Ascension, Whit Monday: days after Easter Sunday. */
const AFTER_EASTER_DAYS = [1, 39, 50];
const DAY_MS = 86_400_000;

/** Whether a date, `2026-12-25`, is a public holiday in metropolitan France. */
export function isFrenchHoliday(date: string): boolean {
  if (FIXED.has(date.slice(5))) return true;
  const sinceEaster = (Date.parse(`${date}T00:00:00Z`) - easterSunday(Number(date.slice(0, 4)))) / DAY_MS;
  return AFTER_EASTER_DAYS.includes(sinceEaster);
}

/** Midnight UTC of Easter Sunday. Source: the Gregorian computus of Meeus, Jones and Butcher. */
export function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const epact =
    (19 * golden +
      century -
      Math.floor(century / 4) -
      Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) +
      15) %
    30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - epact - (year % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const day = epact + weekday - 7 * late + 114;
  return Date.UTC(year, Math.floor(day / 31) - 1, (day % 31) + 1);
}
