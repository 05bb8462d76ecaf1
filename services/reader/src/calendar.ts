import type { Block } from "@allokoli/shared/rpc/reader";
import ICAL from "ical.js";
import { createBlocks } from "./blocks.ts";
import { readContentLines, writeContentLine, type ContentLine } from "./content-lines.ts";
import { MAX_DEPTH } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";
import { createZones, type Zones } from "./zones.ts";

export const isCalendar = (text: string) => /^\s*BEGIN:VCALENDAR\s/i.test(text);
export const isContacts = (text: string) => /^\s*BEGIN:VCARD\s/i.test(text);

/** What no caller asks for: pictures, keys, and what programs tell each other. */
const LEFT_OUT = new Set(
  "photo logo sound key uid prodid version rev dtstamp created last-modified sequence transp class method calscale n sort-string trigger action status".split(
    " ",
  ),
);
const NAMES: Record<string, string> = { dtstart: "start", dtend: "end", fn: "name" };
const SHOWN = new Set(["vevent", "vtodo", "vjournal", "vcard"]);
/** Where a calendar says in which zone its hours are meant. */
const ZONES = new Set(["x-wr-timezone", "tzid", "x-lic-location"]);

type Calendar = { zones: Zones; zone?: string | undefined; isCancelled: boolean };
type Component = { name: string; lines: ContentLine[]; calendar: Calendar };

/** Appointments or people, each as one row of its fields. */
export function readFields(text: string): Block[] {
  const { blocks, row } = createBlocks();
  for (const component of componentsOf(text)) row(cellsOf(component));
  return blocks;
}

/** Each component with its own properties; one that does not end, ends with the file. */
function componentsOf(text: string): Component[] {
  const shown: Component[] = [];
  const open: Component[] = [];
  const zones = createZones();
  let calendar: Calendar = { zones, isCancelled: false };
  for (const line of readContentLines(text)) {
    const name = line.name.toLowerCase();
    const component = open.at(-1);
    if (name === "begin") {
      const kind = line.value.trim().toLowerCase();
      if (kind === "vcalendar") calendar = { zones, isCancelled: false };
      const next = { name: kind, lines: [], calendar };
      if (open.push(next) > MAX_DEPTH) throw new Unreadable("damaged");
      if (SHOWN.has(kind)) shown.push(next);
    } else if (name === "end") open.pop();
    else if (component === undefined) continue;
    else if (component.name === "vcalendar" || component.name === "vtimezone") {
      if (ZONES.has(name))
        calendar.zone = (name === "tzid" && calendar.zone) || zones.zoneOf(line.value) || calendar.zone;
      if (name === "method") calendar.isCancelled = /^cancel$/i.test(line.value.trim());
    } else component.lines.push(line);
  }
  return shown;
}

function cellsOf({ name, lines, calendar }: Component): string[] {
  const version = lines.find((line) => line.name.toLowerCase() === "version")?.value.trim();
  const isOld = name === "vcard" && version !== "4.0";
  const designSet = name !== "vcard" ? ICAL.design.icalendar : isOld ? ICAL.design.vcard3 : ICAL.design.vcard;
  const properties = lines.flatMap((line) => {
    try {
      return [ICAL.parse.property(writeContentLine(line), designSet)];
    } catch {
      // One property that nobody can read takes none of the others with it.
      return [];
    }
  });
  // The library reads the rules from the version, which is to stand first.
  const component = new ICAL.Component([name, [...(isOld ? [["version", {}, "text", "3.0"]] : []), ...properties], []]);
  const isCancelled =
    calendar.isCancelled ||
    lines.some((line) => line.name.toLowerCase() === "status" && /^cancelled$/i.test(line.value.trim()));
  const start = valuesOf(component.getFirstProperty("dtstart"))[0];
  const cells = component.getAllProperties().flatMap((property) => cellOf(property, start, calendar));
  return cells.length === 0 || !isCancelled ? cells : ["status: cancelled", ...cells];
}

function cellOf(property: ICAL.Property, start: unknown, calendar: Calendar): string[] {
  const { name } = property;
  if (LEFT_OUT.has(name) || name.startsWith("x-")) return [];
  const values = valuesOf(property).map((value) => (name === "dtend" ? lastDayOf(value, start) : value));
  const value = values
    .map((said) => shown(said, calendar, property.getFirstParameter("tzid")))
    .join(", ")
    .trim();
  const types = [property.getParameter("type") ?? []].flat().filter((type) => !/^(pref|internet|voice)$/i.test(type));
  const kind = types.length === 0 ? "" : ` (${types.join(", ").toLowerCase()})`;
  return value === "" ? [] : [`${NAMES[name] ?? name}${kind}: ${value}`];
}

function valuesOf(property: ICAL.Property | null): unknown[] {
  try {
    return property?.getValues() ?? [];
  } catch {
    return [];
  }
}

/** An appointment of whole days ends before its DTEND (RFC 5545 §3.6.1): the last of its days is told. */
function lastDayOf(end: unknown, start: unknown): unknown {
  if (!(end instanceof ICAL.Time) || !end.isDate) return end;
  const last = end.clone();
  last.adjust(-1, 0, 0, 0);
  const isBefore = start instanceof ICAL.Time && last.compare(start) < 0;
  return isBefore ? end : last;
}

function shown(value: unknown, calendar: Calendar, tzid: string | undefined): string {
  if (Array.isArray(value))
    return value
      .map((part) => shown(part, calendar, tzid))
      .filter((part) => part !== "")
      .join(" ");
  const said = String(value);
  const [, day, clock, utc] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2})?(Z)?$/.exec(said) ?? [];
  if (day === undefined) return said.replace(/^tel:|^mailto:/i, "");
  const { zones, zone } = calendar;
  if (utc !== undefined) return (zone && zones.clockOf(said, zone)) || `${day} ${clock} UTC`;
  const own = tzid === undefined ? undefined : zones.zoneOf(tzid);
  return own === undefined || zone === undefined || own === zone ? `${day} ${clock}` : `${day} ${clock} (${own})`;
}
