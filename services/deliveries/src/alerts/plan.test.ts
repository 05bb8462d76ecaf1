import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  GATHER_EVERY_MS,
  ORGANIZATION_AN_HOUR,
  planMails,
  SINGLE_AN_HOUR,
  type SentMail,
  type WaitingAlert,
} from "./plan.ts";

const NOW = 1_795_766_400_000;
const HOUR_MS = 60 * 60_000;
const alertsOf = (userId: string, count: number, isDigest = false): WaitingAlert[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${userId}-${n}${isDigest ? "d" : ""}`, userId, isDigest }));
const sizes = (waiting: WaitingAlert[], sent: SentMail[] = []) =>
  planMails(waiting, sent, NOW).mails.map(({ alertIds }) => alertIds.length);

describe("the mails of waiting alerts", () => {
  it("have one each while there are few, and all when there are many", () => {
    expect(sizes(alertsOf("a", 3))).toEqual([1, 1, 1]);
    expect(sizes(alertsOf("a", SINGLE_AN_HOUR))).toEqual(Array(SINGLE_AN_HOUR).fill(1));
    expect(sizes(alertsOf("a", 500))).toEqual([500]);
    // A flood for one is none for another.
    expect(sizes([...alertsOf("a", 500), ...alertsOf("b", 2)])).toEqual([500, 1, 1]);
  });

  it("wait a quarter of an hour for each other once ten have gone out, for each member alone", () => {
    const sent = Array.from({ length: SINGLE_AN_HOUR }, (_, n) => ({ userId: "a", at: NOW - n * 1000 }));
    expect(planMails(alertsOf("a", 1), sent, NOW)).toEqual({ mails: [], lookAgainAt: NOW + GATHER_EVERY_MS });
    expect(sizes(alertsOf("b", 1), sent)).toEqual([1]);
    const later = NOW + GATHER_EVERY_MS;
    expect(planMails(alertsOf("a", 7), sent, later).mails.map(({ alertIds }) => alertIds.length)).toEqual([7]);
    expect(planMails(alertsOf("a", 3), sent, NOW + HOUR_MS).mails).toHaveLength(3);
  });

  it("never hold back a digest, and never gather it", () => {
    const sent = Array.from({ length: SINGLE_AN_HOUR }, () => ({ userId: "a", at: NOW }));
    const { mails } = planMails([...alertsOf("a", 40), ...alertsOf("a", 1, true)], sent, NOW);
    expect(mails).toEqual([{ userId: "a", alertIds: ["a-0d"] }]);
  });

  it("are bounded for the whole organization, and go on when the hour of the first is over", () => {
    const sent = Array.from({ length: ORGANIZATION_AN_HOUR - 1 }, (_, n) => ({ userId: `x${n}`, at: NOW - n }));
    const plan = planMails([...alertsOf("a", 1), ...alertsOf("b", 1)], sent, NOW);
    expect(plan.mails).toEqual([{ userId: "a", alertIds: ["a-0"] }]);
    expect(plan.lookAgainAt).toBe(NOW - (ORGANIZATION_AN_HOUR - 2) + HOUR_MS);
  });

  it("are few in any hour, whatever comes when, and every alert goes out once", () => {
    const minutes = fc.array(fc.nat({ max: 150 }), { minLength: 100, maxLength: 300 });
    fc.assert(
      fc.property(minutes, (births) => {
        const sent: SentMail[] = [];
        const told: string[] = [];
        let waiting: (WaitingAlert & { born: number })[] = births.map((born, n) => ({
          id: String(n),
          userId: "a",
          isDigest: false,
          born,
        }));
        for (let minute = 0; minute <= 500; minute++) {
          const now = NOW + minute * 60_000;
          const due = waiting.filter(({ born }) => born <= minute);
          const { mails, lookAgainAt } = planMails(due, sent, now);
          for (const { userId, alertIds } of mails) {
            sent.push({ userId, at: now });
            told.push(...alertIds);
          }
          if (mails.length === 0 && due.length > 0) expect(lookAgainAt).toBeGreaterThan(now);
          waiting = waiting.filter(({ id }) => !told.includes(id));
          const inTheHour = sent.filter(({ at }) => at > now - HOUR_MS).length;
          expect(inTheHour).toBeLessThanOrEqual(SINGLE_AN_HOUR + HOUR_MS / GATHER_EVERY_MS);
        }
        expect(told.toSorted()).toEqual(births.map((_, n) => String(n)).toSorted());
      }),
      { numRuns: 25 },
    );
  });
});
