import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFixture, type Fixture } from "../db/testing/fixture.ts";
import { TimeZone } from "./time-zone.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const isTaken = (name: string) => TimeZone.safeParse(name).success;
/** What the clock on the wall says there, by `Intl`, at a moment in each half of the year. */
const MOMENTS = ["2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z"];
const wallClock = (timeZone: string, at: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(new Date(at));

describe("a time zone", () => {
  it.each([
    "+02:00",
    "-05",
    "EST",
    "Etc/GMT-2",
    "IST",
    "ECT",
    "CTT",
    "PST8PDT",
    "Factory",
    "localtime",
    "posix/Europe/Paris",
    "",
  ])("is not named by %j", (name) => {
    expect(isTaken(name)).toBe(false);
  });

  it.each(["Europe/Paris", "UTC", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Indian/Reunion"])(
    "is named by %s",
    (name) => {
      expect(isTaken(name)).toBe(true);
    },
  );

  it("of every name that is taken is the same for Postgres, which counts months and days by it", async () => {
    const { rows } = await fixture.superuser.query<{ name: string }>("select name from pg_timezone_names");
    const names = [...new Set([...Intl.supportedValuesOf("timeZone"), ...rows.map(({ name }) => name)])].filter(
      isTaken,
    );
    expect(names.length).toBeGreaterThan(400);
    for (const at of MOMENTS) {
      const told = await fixture.superuser.query<{ name: string; wall: string }>(
        "select name, to_char($1::timestamptz at time zone name, 'YYYY-MM-DD HH24:MI') as wall from unnest($2::text[]) as name",
        [at, names],
      );
      const different = told.rows.filter(({ name, wall }) => wallClock(name, at) !== wall).map(({ name }) => name);
      expect(different).toEqual([]);
    }
  });
});
