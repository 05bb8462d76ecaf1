import { EVERYBODY, MEMBERS, SYSTEM, type Actor } from "../actors.ts";
import type { Fixture } from "../fixture.ts";

type Row = Record<string, unknown>;

/** One row of a table, and who may do what with it. Whoever is not named is denied. */
export type Case = {
  /** A row of the organization. `self` is the actor, for rows that are signed. */
  row(fixture: Fixture, self: string | null): Row;
  key: string[];
  /** A column that somebody may update; absent where nobody may. */
  updates?: string;
  select: Actor[];
  insert: Actor[];
  update: Actor[];
  delete: Actor[];
  /** What else a row needs to stand on. */
  parents?: string[];
};

/** Ids of the rows that others refer to, and of one that none does. */
export const IDS = {
  ASSISTANT: "0190a000-0000-7000-8000-00000000000a",
  CALL: "0190a000-0000-7000-8000-00000000000b",
  ROW: "0190a000-0000-7000-8000-00000000000c",
  BASE: "0190a000-0000-7000-8000-00000000000d",
  FILE: "0190a000-0000-7000-8000-00000000000e",
  FUNCTION: "0190a000-0000-7000-8000-00000000000f",
  SUITE: "0190a000-0000-7000-8000-000000000010",
  RUN: "0190a000-0000-7000-8000-000000000011",
  ENDPOINT: "0190a000-0000-7000-8000-000000000012",
  EVENT: "0190a000-0000-7000-8000-000000000013",
  DELIVERY: "0190a000-0000-7000-8000-000000000014",
} as const;

/** A thing that Vapi mirrors: members say what is wanted, the sweep notes how it went. */
export const mirrored = (columns: Row): Case => ({
  row: ({ orgId }) => ({ org_id: orgId, ...columns }),
  key: ["id"],
  updates: "sync_state",
  select: [...EVERYBODY, ...SYSTEM],
  insert: MEMBERS,
  update: [...MEMBERS, ...SYSTEM],
  delete: [...MEMBERS, ...SYSTEM],
});
