/** What an API key may be for: `calls` starts, ends and speaks in calls, `webhooks` keeps the key's own subscriptions. */
export const SCOPES = ["read", "write", "calls", "webhooks"] as const;
export type Scope = (typeof SCOPES)[number];

/** The scopes of a key that was made with none named: all that its role uses, without subscriptions of its own. */
export const usualScopes = (role: string): Scope[] => (role === "viewer" ? ["read"] : ["read", "write", "calls"]);

/** Those of a key's scopes that its role can never use: a viewer neither changes anything nor calls anybody. */
export const uselessScopes = (role: string, scopes: readonly Scope[]): Scope[] =>
  role === "viewer" ? scopes.filter((scope) => scope === "write" || scope === "calls") : [];

/** `security` of an operation (OpenAPI 3.1 §4.8.30): a person may call it, or an API key with any one of these scopes. */
export const openTo = (...scopes: [Scope, ...Scope[]]): Record<string, string[]>[] => [
  { bearer: [] },
  ...scopes.map((scope) => ({ apiKey: [scope] })),
];

/** The same for an operation that every API key may call. */
export const OPEN_TO_EVERY_KEY: Record<string, string[]>[] = [{ bearer: [] }, { apiKey: [] }];
