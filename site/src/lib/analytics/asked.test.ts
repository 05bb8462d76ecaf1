import { expect, test } from "vitest";
import { addressOf, callsAddress, daysOf, lengthOf, readAsked, timeBefore, toQuery } from "./asked.ts";

const TODAY = "2026-11-27";
const read = (query: string) => readAsked(new URLSearchParams(query), TODAY);

test("a range ends today, and the time before has as many days", () => {
  const asked = read("range=7");
  expect(asked).toMatchObject({ range: "7", from: "2026-11-21", to: TODAY, step: "day" });
  expect(timeBefore(asked)).toEqual({ from: "2026-11-14", to: "2026-11-20" });
  expect(lengthOf(timeBefore(asked))).toBe(7);
});

test("without a range, or with one that is none, there are 30 days", () => {
  for (const query of ["", "range=12", "from=2026-02-31", "from=yesterday"])
    expect(read(query)).toMatchObject({ range: "30", from: "2026-10-29", to: TODAY });
});

test("dates go before a range; one alone has the other beside it", () => {
  expect(read("range=7&from=2026-01-01&to=2026-06-30")).toMatchObject({
    range: undefined,
    from: "2026-01-01",
    to: "2026-06-30",
    step: "week",
  });
  expect(read("from=2026-11-01")).toMatchObject({ from: "2026-11-01", to: TODAY });
  expect(read("to=2026-03-31")).toMatchObject({ from: "2026-03-02", to: "2026-03-31" });
  expect(read("from=2025-12-01").step).toBe("month");
});

test("the address keeps what was asked, and only that", () => {
  const asked = read("range=90&direction=inbound&step=month");
  expect(addressOf(asked, { by: "number" })).toBe("?range=90&step=month&by=number&direction=inbound");
  expect(addressOf({ ...asked, range: "7" }, { range: "7" })).toContain("range=7");
  expect(addressOf(read("from=2026-01-01&to=2026-01-31"))).toBe("?from=2026-01-01&to=2026-01-31&by=assistant");
  expect(toQuery(asked)).toEqual({
    from: "2026-08-30",
    to: TODAY,
    assistantId: undefined,
    number: undefined,
    direction: "inbound",
  });
});

test("a figure opens the calls of its own days", () => {
  const asked = read("from=2026-10-15&to=2026-11-20&step=month&number=%2B33199001000");
  expect(daysOf("2026-10-01", asked)).toEqual({ from: "2026-10-15", to: "2026-10-31" });
  expect(daysOf("2026-11-01", asked)).toEqual({ from: "2026-11-01", to: "2026-11-20" });
  expect(daysOf("2026-10-26", { ...asked, step: "week" })).toEqual({ from: "2026-10-26", to: "2026-11-01" });
  expect(daysOf("2026-02-01", { ...asked, from: "2026-01-01", to: "2026-12-31" }).to).toBe("2026-02-28");
  expect(callsAddress(asked, { endedFamily: "transferred", from: "2026-11-01" })).toBe(
    "/calls?status=ended&from=2026-11-01&to=2026-11-20&number=%2B33199001000&endedFamily=transferred",
  );
});
