/// <reference types="astro/client" />
import type { AuthClient } from "./lib/auth/client.ts";
import type { SignedIn } from "./lib/auth/session.ts";
import type { Gateway } from "./lib/gateway.ts";
import type { listOrganizations } from "./lib/organizations.ts";
import type { Locale } from "./paraglide/runtime.js";

declare global {
  namespace App {
    interface Locals {
      locale: Locale;
      timeZone: string;
      auth: AuthClient;
      /** Who is signed in, for the pages that need somebody. */
      session: SignedIn | undefined;
      /** The organization that this browser chose. */
      organizationId: string | undefined;
      gateway: Gateway;
      /** Asked for while the page does its own work. */
      organizations: ReturnType<typeof listOrganizations> | undefined;
    }
  }
}
