const NAME = /^(?:UTC|(?!Etc\/)[A-Z][A-Za-z]+(?:\/[A-Za-z][A-Za-z_+-]*){1,2})$/;

/**
 * Whether a text is a time zone by its name, such as Europe/Paris, or UTC. `Intl` also takes offsets (`+02:00`, `Etc/GMT-2`,
 * `EST`), which know no summer time and of which Postgres reads some with the sign turned round, and short names (`IST`, `ECT`)
 * that Postgres does not have or takes for another place's. Those are refused: Postgres counts months and days by what is stored.
 */
export function isZoneName(name: string): boolean {
  if (!NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
