/// <reference types="astro/client" />
import type { AuthClient } from "./lib/auth/client.ts";
import type { SignedIn } from "./lib/auth/session.ts";
import type { Api } from "./lib/api/client.ts";
import type { listOrganizations } from "./lib/organizations.ts";
import type { Locale } from "./paraglide/runtime.js";

declare global {
  namespace App {
    interface Locals {
      locale: Locale;
      timeZone: string;
      auth: AuthClient;
      /** The signed-in person, on the pages that need one. */
      session: SignedIn | undefined;
      /** The organization that this browser chose. */
      organizationId: string | undefined;
      api: Api;
      /** A promise, so that the request runs while the page does its own work. */
      organizations: ReturnType<typeof listOrganizations> | undefined;
    }
  }
}
