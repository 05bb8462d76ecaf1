import { describe, expect, it } from "vitest";
import { readFile } from "./read.ts";

async function textsOf(lines: string[], name: string): Promise<string[]> {
  const bytes = new TextEncoder().encode(lines.join("\r\n"));
  const reading = await readFile(bytes, name, () => Promise.reject(new Error("no PDF here")));
  if (reading.outcome === "failed") throw new Error(reading.code);
  return reading.blocks.map(({ text }) => text);
}
const event = (...lines: string[]) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"];
const calendar = (...lines: string[]) =>
  textsOf(["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""], "a.ics");
const zone = (name: string) => ["BEGIN:VTIMEZONE", `TZID:${name}`, "END:VTIMEZONE"];
const UTC = event("SUMMARY:Consultation", "DTSTART:20260706T070000Z", "DTEND:20260706T100000Z");

describe("an appointment", () => {
  it.each([
    ["the zone that the calendar names", ["X-WR-TIMEZONE:Europe/Paris"], "09:00", "12:00"],
    ["the zone that it brings", zone("Europe/Paris"), "09:00", "12:00"],
    ["the zone by Windows' name", zone("Romance Standard Time"), "09:00", "12:00"],
    ["UTC, and says so, where it names none", [], "07:00 UTC", "10:00 UTC"],
    ["UTC, and says so, where nobody knows the zone", ["X-WR-TIMEZONE:Mars/Olympus"], "07:00 UTC", "10:00 UTC"],
  ])("has its hours in %s", async (_what, head, start, end) =>
    expect(await calendar(...head, ...UTC)).toEqual([
      `summary: Consultation | start: 2026-07-06 ${start} | end: 2026-07-06 ${end}`,
    ]),
  );

  it("in another zone than its calendar says which", async () =>
    expect(
      await calendar("X-WR-TIMEZONE:Europe/Paris", ...event("DTSTART;TZID=America/Cayenne:20260706T083000")),
    ).toEqual(["start: 2026-07-06 08:30 (America/Cayenne)"]));

  it("of whole days ends on the last of them", async () =>
    expect(
      await calendar(
        ...event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226", "SUMMARY:Fermé"),
        ...event("DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20261231"),
      ),
    ).toEqual(["start: 2026-12-24 | end: 2026-12-25 | summary: Fermé", "start: 2026-12-31 | end: 2026-12-31"]));

  it("that is cancelled says so, by itself or with its calendar", async () => {
    expect(
      await calendar(...event("SUMMARY:Vaccins", "STATUS:CANCELLED"), ...event("SUMMARY:Bilan", "STATUS:CONFIRMED")),
    ).toEqual(["status: cancelled | summary: Vaccins", "summary: Bilan"]);
    expect(await calendar("METHOD:CANCEL", ...event("SUMMARY:Vaccins"))).toEqual([
      "status: cancelled | summary: Vaccins",
    ]);
  });

  it("with a property that nobody can read has the others, and so have those after it", async () =>
    expect(
      await calendar(
        ...event("SUMMARY:Un", "DTSTART:le 8 septembre", "sans deux-points", "RRULE:FREQ=TOUJOURS", "X;=:y"),
        ...event("SUMMARY:Deux"),
      ),
    ).toEqual([expect.stringContaining("summary: Un"), "summary: Deux"]));

  it("whose file ends before it does is read", async () =>
    expect(await textsOf(["BEGIN:VCALENDAR", ...event("SUMMARY:Un")], "a.ics")).toEqual(["summary: Un"]));
});

describe("a contact", () => {
  it("of Outlook has its telephone, address and letters", async () =>
    expect(
      await textsOf(
        [
          "BEGIN:VCARD",
          "VERSION:2.1",
          "N;LANGUAGE=fr;CHARSET=Windows-1252:Martin;Hélène",
          "FN:Hélène Martin",
          "TEL;WORK;VOICE:01 84 88 12 34",
          "TEL;CELL;VOICE:06 12 34 56 78",
          "ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;12 rue de la Paix;Paris;;75002;France",
          "LABEL;WORK;PREF;QUOTED-PRINTABLE:12 rue de la Paix=0D=0A=",
          "75002 Paris",
          "NOTE;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Ferm=E9",
          "EMAIL;PREF;INTERNET:h.martin@cabinet.fr",
          "PHOTO;TYPE=JPEG;ENCODING=BASE64:",
          " /9j/4AAQSkZJRgABAQEAYABgAAD/",
          "",
          "REV:20201118T132500Z",
          "END:VCARD",
          "BEGIN:VCARD",
          "FN:Paul Durand",
          "TEL;HOME:01 84 88 00 00",
          "END:VCARD",
          "",
        ],
        "a.vcf",
      ),
    ).toEqual([
      "name: Hélène Martin | tel (work): 01 84 88 12 34 | tel (cell): 06 12 34 56 78 | adr (work): 12 rue de la Paix Paris 75002 France | label (work): 12 rue de la Paix 75002 Paris | note: Fermé | email: h.martin@cabinet.fr",
      "name: Paul Durand | tel (home): 01 84 88 00 00",
    ]));

  it("of today keeps its groups, and its names with colons in quotes", async () =>
    expect(
      await textsOf(
        ["BEGIN:VCARD", "VERSION:4.0", "FN:Anne", 'item1.TEL;VALUE=uri;TYPE="cell,work":tel:+33184881234', "END:VCARD"],
        "a.vcf",
      ),
    ).toEqual(["name: Anne | tel (cell, work): +33184881234"]));
});
