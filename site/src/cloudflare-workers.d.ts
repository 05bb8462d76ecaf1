/** The part of the runtime's module that the site uses; workers-types itself collides with the DOM's types. */
declare module "cloudflare:workers" {
  export const env: {
    GATEWAY: { fetch(request: Request): Promise<Response> };
    SUPABASE_URL?: string;
    SUPABASE_ANON_KEY?: string;
  };
}
