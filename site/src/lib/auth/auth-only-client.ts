import { AuthClient } from "@supabase/auth-js";

type Options = {
  auth: ConstructorParameters<typeof AuthClient>[0];
  global: { headers: Record<string, string>; fetch: typeof fetch };
};

/**
 * Stands in for supabase-js under @supabase/ssr (see astro.config.ts): the site speaks to Auth and to nothing else of
 * Supabase, and the clients of the rest would be a tenth of its Worker.
 */
export const createClient = (supabaseUrl: string, anonKey: string, { auth, global }: Options) => ({
  auth: new AuthClient({
    ...auth,
    url: `${supabaseUrl}/auth/v1`,
    // Capitals count: the client replaces `Authorization` by a person's own, and would add to any other spelling.
    headers: { ...global.headers, apikey: anonKey, Authorization: `Bearer ${anonKey}` },
    fetch: global.fetch,
  }),
});
