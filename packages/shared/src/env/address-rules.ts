import { Problem } from "../http/problem.ts";
import type { AddressRules } from "../http/public-url.ts";
import { requireEnv } from "./require-env.ts";

/** What a Worker that calls addresses of tenants is given. */
export type AddressBindings = {
  /** The API's public address. */
  PUBLIC_API_URL: string;
  /** The site's. */
  SITE_URL: string;
  /** `"true"` on a developer's machine alone: scripts/stack.ts gives it, no wrangler.toml has it. */
  DEVELOPMENT?: string;
};

/**
 * The rules for addresses of tenants. Development must be set: missing, or anything but `"true"`, is production
 * (invariant 10).
 * @throws {Problem} `misconfigured` without our own addresses, or with what is none
 */
export function addressRules(env: AddressBindings): AddressRules {
  const { PUBLIC_API_URL, SITE_URL, DEVELOPMENT } = requireEnv(env, ["PUBLIC_API_URL", "SITE_URL"]);
  const ownUrls = [PUBLIC_API_URL, SITE_URL];
  if (!ownUrls.every((url) => URL.canParse(url)))
    throw new Problem("misconfigured", { cause: new Error("PUBLIC_API_URL or SITE_URL is not a URL") });
  return { development: DEVELOPMENT === "true", ownUrls };
}
