import type { Database } from "./database.ts";
import type { Faults } from "./faults.ts";
import type { ApiKeys, SigningKeys } from "./keys.ts";
import type { Mailbox } from "./mailbox.ts";
import type { RedirectRules } from "./redirects.ts";

export const AUDIENCE = "authenticated";
export const DEFAULT_ROLE = "authenticated";
export const BASE_PATH = "/auth/v1";

/** What every endpoint works with. */
export type Auth = {
  redirects: RedirectRules;
  autoConfirm: boolean;
  tokenHashLinks: boolean;
  accessTokenSeconds: number;
  database: Database;
  keys: SigningKeys;
  apiKeys: ApiKeys;
  mailbox: Mailbox;
  faults: Faults;
  now(): Date;
  /** The issuer of tokens and the base of mailed links; known once the server listens. */
  issuer(): string;
};
