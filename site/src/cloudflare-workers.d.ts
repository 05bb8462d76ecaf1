/** The part of the runtime's module that the site uses; workers-types itself collides with the DOM's types. */
declare module "cloudflare:workers" {
  export const env: {
    GATEWAY: { fetch(request: Request): Promise<Response> };
    SUPABASE_URL?: string;
    SUPABASE_ANON_KEY?: string;
    PUBLIC_API_URL?: string;
    /** "true" on a developer's machine alone. */
    DEVELOPMENT?: string;
  };
  /** Work that outlives the answer of the request that it is called in. */
  export function waitUntil(work: Promise<unknown>): void;
}
