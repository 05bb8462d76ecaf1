import { AuthClient } from "@supabase/auth-js";

type Options = {
  auth: ConstructorParameters<typeof AuthClient>[0];
  global: { headers: Record<string, string>; fetch: typeof fetch };
};

/**
 * Replaces supabase-js under @supabase/ssr (see astro.config.ts): the site uses only Auth of Supabase, and the other
 * clients would be a tenth of its Worker.
 */
export const createClient = (supabaseUrl: string, anonKey: string, { auth, global }: Options) => ({
  auth: new AuthClient({
    ...auth,
    url: `${supabaseUrl}/auth/v1`,
    // The spelling matters: the client replaces `Authorization` by a person's own, and would not replace `authorization`.
    headers: { ...global.headers, apikey: anonKey, Authorization: `Bearer ${anonKey}` },
    fetch: global.fetch,
  }),
});
