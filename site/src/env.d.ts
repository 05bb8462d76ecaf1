/// <reference types="astro/client" />

declare module "cloudflare:workers" {
  export const env: {
    GATEWAY: { fetch(request: Request): Promise<Response> };
    SUPABASE_URL?: string;
    SUPABASE_ANON_KEY?: string;
  };
}

declare namespace App {
  interface Locals {
    locale: import("./paraglide/runtime.js").Locale;
    timeZone: string;
    auth: import("./lib/auth/client.ts").AuthClient;
    /** Who is signed in, for the pages that need somebody. */
    session: import("./lib/auth/session.ts").SignedIn | undefined;
    /** The organization that this browser chose. */
    organizationId: string | undefined;
    gateway: import("./lib/gateway.ts").Gateway;
    /** Asked for while the page does its own work. */
    organizations: ReturnType<typeof import("./lib/organizations.ts").listOrganizations> | undefined;
  }
}
