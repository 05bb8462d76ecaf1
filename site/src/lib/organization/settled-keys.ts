import type { SettledApiKeys } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";

/** How many of a member's API keys were kept and ended, for the address of the next page. */
export const toQuery = ({ revokedApiKeys, keptApiKeys }: SettledApiKeys) =>
  `&revoked=${revokedApiKeys.length}&kept=${keptApiKeys.length}`;

/** The same as a sentence, from that address, which anybody may have written; nothing if there were no keys. */
export function tellKeys(query: URLSearchParams): string {
  const [revoked, kept] = [countIn(query, "revoked"), countIn(query, "kept")];
  const told = [
    revoked === 1 && m.keys_revoked_one(),
    revoked > 1 && m.keys_revoked({ count: revoked }),
    kept === 1 && m.keys_kept_one(),
    kept > 1 && m.keys_kept({ count: kept }),
  ].filter((part) => part !== false);
  return told.length > 0 ? m.keys_settled({ told: told.join(", ") }) : "";
}

const countIn = (query: URLSearchParams, name: string) => Number.parseInt(query.get(name) ?? "", 10);
