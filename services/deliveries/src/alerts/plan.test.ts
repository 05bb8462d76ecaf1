import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS, planMails, type SentMail, type WaitingAlert } from "./plan.ts";

const NOW = 1_795_766_400_000;
const HOUR_MS = 60 * 60_000;
const alertsOf = (userId: string, count: number, isDigest = false): WaitingAlert[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${userId}-${n}${isDigest ? "d" : ""}`, userId, isDigest }));

describe.each([
  { channel: "mail", most: 14 },
  { channel: "sms", most: 6 },
] as const)("what goes out by $channel of waiting alerts", ({ channel, most }) => {
  const limits = LIMITS[channel];
  const { singleAnHour, gatherEveryMs, organization } = limits;
  const sizes = (waiting: WaitingAlert[], sent: SentMail[] = [], now = NOW) =>
    planMails(waiting, sent, now, limits).mails.map(({ alertIds }) => alertIds.length);

  it("has one each while there are few, and all when there are many", () => {
    expect(sizes(alertsOf("a", 3))).toEqual([1, 1, 1]);
    expect(sizes(alertsOf("a", singleAnHour))).toEqual(Array(singleAnHour).fill(1));
    expect(sizes(alertsOf("a", 500))).toEqual([500]);
    // A flood for one is none for another.
    expect(sizes([...alertsOf("a", 500), ...alertsOf("b", 2)])).toEqual([500, 1, 1]);
  });

  it("waits a while for each other once enough have gone out, for each member alone", () => {
    const sent = Array.from({ length: singleAnHour }, (_, n) => ({ userId: "a", at: NOW - n * 1000 }));
    const plan = planMails(alertsOf("a", 1), sent, NOW, limits);
    expect(plan).toEqual({ mails: [], lookAgainAt: NOW + gatherEveryMs });
    expect(sizes(alertsOf("b", 1), sent)).toEqual([1]);
    expect(sizes(alertsOf("a", 7), sent, NOW + gatherEveryMs)).toEqual([7]);
    expect(sizes(alertsOf("a", 3), sent, NOW + HOUR_MS)).toEqual([1, 1, 1]);
  });

  it("never holds back a digest, and never gathers it", () => {
    const sent = Array.from({ length: singleAnHour }, () => ({ userId: "a", at: NOW }));
    const { mails } = planMails([...alertsOf("a", 40), ...alertsOf("a", 1, true)], sent, NOW, limits);
    expect(mails).toEqual([{ userId: "a", alertIds: ["a-0d"] }]);
  });

  it("is bounded for the whole organization, and goes on when the first has left its window", () => {
    const sent = Array.from({ length: organization.most - 1 }, (_, n) => ({ userId: `x${n}`, at: NOW - n }));
    const plan = planMails([...alertsOf("a", 1), ...alertsOf("b", 1)], sent, NOW, limits);
    expect(plan.mails).toEqual([{ userId: "a", alertIds: ["a-0"] }]);
    expect(plan.lookAgainAt).toBe(NOW - (organization.most - 2) + organization.withinMs);
  });

  it("is little in any hour, whatever comes when, and every alert goes out once", () => {
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
          const { mails, lookAgainAt } = planMails(due, sent, now, limits);
          for (const { userId, alertIds } of mails) {
            sent.push({ userId, at: now });
            told.push(...alertIds);
          }
          if (mails.length === 0 && due.length > 0) expect(lookAgainAt).toBeGreaterThan(now);
          waiting = waiting.filter(({ id }) => !told.includes(id));
          const inTheHour = sent.filter(({ at }) => at > now - HOUR_MS).length;
          expect(inTheHour).toBeLessThanOrEqual(most);
        }
        expect(told.toSorted()).toEqual(births.map((_, n) => String(n)).toSorted());
      }),
      { numRuns: 25 },
    );
  });
});
