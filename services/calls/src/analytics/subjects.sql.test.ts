import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listCalls } from "../calls/store.ts";
import { callSubjects } from "./call-stats.ts";

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(() => fixture.superuser.query("delete from calls"));

const RANGE = { from: "2026-11-17", to: "2026-11-23" };
const viewer = () => personTenant(database, claimsOf(fixture.people.viewer), fixture.orgId);
const subjects = (query: Partial<Parameters<typeof callSubjects>[1]> = {}) =>
  callSubjects(viewer(), { ...RANGE, step: "day", ...query });
async function addCalls(data: unknown, times: number, columns: Record<string, unknown> = {}) {
  for (let count = 0; count < times; count += 1) {
    const known = { org_id: fixture.orgId, direction: "inbound", status: "ended", created_at: "2026-11-18T09:00:00Z" };
    const row = { id: uuidv7(), ...known, structured_data: JSON.stringify(data), ...columns };
    const names = Object.keys(row);
    await fixture.superuser.query(
      `insert into calls (${names.join()}) values (${names.map((_, at) => `$${at + 1}`).join()})`,
      Object.values(row),
    );
  }
}

describe("what callers ask for", () => {
  it("is counted by field and value over the time, the most frequent first", async () => {
    await addCalls({ motif: "rendez-vous", urgent: true }, 2);
    await addCalls({ motif: "rendez-vous", urgent: false }, 2, { created_at: "2026-11-19T22:59:00Z" });
    await addCalls({ motif: "renouvellement" }, 3, { created_at: "2026-11-19T23:00:00Z" });
    expect(await subjects()).toEqual({
      ...RANGE,
      step: "day",
      timeZone: "Europe/Paris",
      fields: [
        {
          field: "motif",
          calls: 7,
          values: [
            {
              value: "rendez-vous",
              calls: 4,
              periods: [
                { day: "2026-11-18", calls: 2 },
                { day: "2026-11-19", calls: 2 },
              ],
            },
            // Midnight in Paris.
            { value: "renouvellement", calls: 3, periods: [{ day: "2026-11-20", calls: 3 }] },
          ],
        },
      ],
    });
    expect((await subjects({ step: "week" })).fields[0]?.values[0]?.periods).toEqual([{ day: "2026-11-16", calls: 4 }]);
  });

  it("tells nothing that fewer than three calls share, nothing long, and nothing that is no text, yes or no", async () => {
    await addCalls({ nom: "Mme Fontaine" }, 2);
    await addCalls({ note: "x".repeat(61), age: 42, vide: null, adresse: { rue: "Lepic" } }, 5);
    await addCalls("rendez-vous", 3);
    await addCalls({ motif: "rendez-vous" }, 3, { org_id: fixture.otherOrgId });
    await addCalls({ motif: "rendez-vous" }, 3, { deleted_at: new Date() });
    await addCalls({ motif: "rendez-vous" }, 3, { created_at: "2026-11-16T22:59:00Z" });
    expect((await subjects()).fields).toEqual([]);
  });

  it("takes each value of a list once a call", async () => {
    await addCalls({ soins: ["détartrage", "détartrage", "contrôle"] }, 3);
    const [field] = (await subjects()).fields;
    expect(field?.calls).toBe(3);
    expect(field?.values.map(({ value, calls }) => [value, calls])).toEqual([
      ["contrôle", 3],
      ["détartrage", 3],
    ]);
  });

  it("leads to its calls", async () => {
    await addCalls({ motif: "a=b", urgent: true }, 1);
    await addCalls({ motif: ["a=b", "c"], urgent: "true" }, 1);
    await addCalls({ autre: "a=b" }, 1);
    const found = async (noted: string) =>
      (
        await viewer().read((tx) =>
          listCalls(tx, fixture.orgId, { limit: 20, noted, beginnings: undefined }, undefined),
        )
      ).length;
    expect([await found("motif=a=b"), await found("motif=c"), await found("urgent=true")]).toEqual([2, 1, 2]);
    expect(await found("motif='; drop table calls")).toBe(0);
  });
});
