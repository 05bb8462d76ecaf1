/** What Windows calls the zones that French-speaking practices are in (Unicode CLDR, windowsZones.xml). */
const OF_WINDOWS: Record<string, string> = {
  "Romance Standard Time": "Europe/Paris",
  "W. Europe Standard Time": "Europe/Berlin",
  "Central Europe Standard Time": "Europe/Budapest",
  "Morocco Standard Time": "Africa/Casablanca",
  "W. Central Africa Standard Time": "Africa/Lagos",
  "Greenwich Standard Time": "Atlantic/Reykjavik",
  "Mauritius Standard Time": "Indian/Mauritius",
  "SA Western Standard Time": "America/La_Paz",
  "SA Eastern Standard Time": "America/Cayenne",
  "Eastern Standard Time": "America/New_York",
};

/** More than one file has a use for. */
const MAX_ZONES = 100;

export type Zones = {
  /** A zone of the IANA by a name that calendars give it; undefined when it is none that is known. */
  zoneOf(name: string): string | undefined;
  /** The day and the hour that a moment has in a zone that `zoneOf` gave, as "2026-07-06 09:00". Undefined when it is no moment. */
  clockOf(moment: string, zone: string): string | undefined;
};

/** The zones of one file. They take long to find, and as long not to find, so that each is looked for once. */
export function createZones(): Zones {
  const formats = new Map<string, Intl.DateTimeFormat | undefined>();
  const formatOf = (zone: string) => {
    if (!formats.has(zone) && formats.size < MAX_ZONES) formats.set(zone, findFormat(zone));
    return formats.get(zone);
  };
  return {
    zoneOf: (name) => formatOf(OF_WINDOWS[name.trim()] ?? name.trim())?.resolvedOptions().timeZone,
    clockOf(moment, zone) {
      const date = new Date(moment);
      const parts = Number.isNaN(date.getTime()) ? undefined : formatOf(zone)?.formatToParts(date);
      if (parts === undefined) return undefined;
      const [year, month, day, hour, minute] = ["year", "month", "day", "hour", "minute"].map(
        (name) => parts.find(({ type }) => type === name)?.value,
      );
      return `${year}-${month}-${day} ${hour}:${minute}`;
    },
  };
}

function findFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  } catch {
    return undefined;
  }
}
