import { numberAt } from "../../vapi/payload.ts";

/** The largest value of the Postgres column. */
const MAX_MS = 2_147_483_647;

export const milliseconds = (value: number) => Math.min(Math.max(0, Math.round(value)), MAX_MS);

/** The number of milliseconds under `key`; null when there is none. */
export function millisecondsAt(value: unknown, key: string): number | null {
  const found = numberAt(value, key);
  return found === undefined ? null : milliseconds(found);
}
