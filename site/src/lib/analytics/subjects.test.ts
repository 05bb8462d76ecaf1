import { expect, test } from "vitest";
import { readAsked } from "./asked.ts";
import { subjectsOf } from "./subjects.ts";

test("what was noted has the schema's title, and leads to its calls", () => {
  const asked = readAsked(new URLSearchParams("from=2026-11-01&to=2026-11-30"), "2026-11-28");
  const values = [
    { value: "a=b & c", calls: 4, periods: [{ day: "2026-11-02", calls: 4 }] },
    { value: true, calls: 3, periods: [] },
  ];
  const answer = { ...asked, timeZone: "Europe/Paris", fields: [{ field: "motif", calls: 7, values }] };
  const [subject] = subjectsOf(answer, [{ properties: { motif: { title: "Motif" } } }], asked);
  expect([subject?.title, subject?.calls]).toEqual(["Motif", 7]);
  const [first, second] = subject?.values ?? [];
  const query = new URL(first?.href ?? "", "https://x").searchParams;
  expect([query.get("noted"), query.get("from"), first?.on.get("2026-11-02")]).toEqual([
    "motif=a=b & c",
    "2026-11-01",
    4,
  ]);
  expect(second?.href).toContain("noted=motif%3Dtrue");
  expect(second?.label).not.toBe("true");
});
