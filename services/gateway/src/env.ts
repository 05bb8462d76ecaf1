import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ServiceVariables } from "@allokoli/shared/http/service";
import type { Person } from "@allokoli/shared/db/tenant";

/** Another Worker, over its service binding. */
export type ServiceBinding = { fetch(request: Request): Promise<Response> };

export type RateLimitBinding = { limit(options: { key: string }): Promise<{ success: boolean }> };

export type GatewayBindings = {
  SUPABASE_URL: string;
  /** Origins that a browser may call from, comma separated. */
  CORS_ORIGINS: string;
  ASSISTANTS: ServiceBinding;
  CALLS: ServiceBinding;
  KNOWLEDGE: ServiceBinding;
  TELEPHONY: ServiceBinding;
  WEBHOOKS: ServiceBinding;
  HYPERDRIVE: { connectionString: string };
  RATE_LIMIT: RateLimitBinding;
};

/** `tenant` is there behind `inOrganization`, `person` and `database` behind `withPerson`, `claims` behind `signedIn`. */
export type GatewayVariables = ServiceVariables & { orgId: string; person: Person; traceparent: string };

export type GatewayEnv = { Bindings: GatewayBindings; Variables: GatewayVariables };
export type GatewayApp = OpenAPIHono<GatewayEnv>;
