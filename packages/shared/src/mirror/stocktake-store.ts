import { sql, type SQL } from "drizzle-orm";
import type { Database } from "../db/connect.ts";
import { system } from "../db/tenant.ts";
import type { Standing, StocktakeStore } from "./stocktake.ts";

/** The number of rows in one query. */
const PAGE = 1000;

/** The stocktake's queries on the rows of all organizations: database functions that only the system may call. */
export function stocktakeStore(database: Database): StocktakeStore {
  const everyOrganization = system(database);
  return {
    async linked(kind) {
      const found = new Map<string, string>();
      for (let after = ""; ;) {
        const { rows } = await everyOrganization.read((tx) =>
          tx.execute<{ id: string; vapi_id: string }>(
            sql`select id, vapi_id from app.told_to_vapi(${kind}, ${after}, ${PAGE})`,
          ),
        );
        for (const row of rows) found.set(row.vapi_id, row.id);
        const last = rows.at(-1);
        if (last === undefined || rows.length < PAGE) return found;
        after = last.vapi_id;
      }
    },

    async standings(kind, strays) {
      const known = new Map<string, { standing: Standing; linked: string | null }>();
      for (let from = 0; from < strays.length; from += PAGE) {
        const page = strays.slice(from, from + PAGE);
        const { rows } = await everyOrganization.read((tx) =>
          tx.execute<{ vapi_id: string; standing: Standing; linked: string | null }>(
            sql`select vapi_id, standing, linked from app.known_of_vapi(${kind}, ${list(page.map(({ vapiId }) => vapiId))}::text[],
              ${list(page.map(({ mark }) => mark.ourId))}::uuid[], ${list(page.map(({ mark }) => mark.orgId ?? null))}::uuid[])`,
          ),
        );
        for (const { vapi_id, standing, linked } of rows) known.set(vapi_id, { standing, linked });
      }
      return known;
    },

    async tellAgain(kind, lost) {
      const { rows } = await everyOrganization.write((tx) =>
        tx.execute<{ told: number }>(
          sql`select app.tell_vapi_again(${kind}, ${list(lost.map(({ ourId }) => ourId))}::uuid[],
            ${list(lost.map(({ vapiId }) => vapiId))}::text[]) as told`,
        ),
      );
      return rows[0]?.told ?? 0;
    },
  };
}

/** One bound parameter; left to itself, drizzle would spread an array over several. */
const list = (values: (string | null)[]): SQL => sql`${sql.param(values)}`;
