import type { OpenAPIHono } from "@hono/zod-openapi";
import type { IdempotentVariables } from "@allokoli/shared/service/idempotent";
import type { MetricsBindings } from "@allokoli/shared/metrics/metrics";
import type { ServiceVariables } from "@allokoli/shared/service/service";
import type { Person } from "@allokoli/shared/db/tenant";
import type { Plan } from "@allokoli/shared/limits/plans";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import type { Scope } from "@allokoli/shared/scopes/scopes";

/** Another Worker, over its service binding. */
export type ServiceBinding = { fetch(request: Request): Promise<Response> };

export type RateLimitBinding = { limit(options: { key: string }): Promise<{ success: boolean }> };

export type GatewayBindings = MetricsBindings & {
  SUPABASE_URL: string;
  /** Invites people by mail. */
  SUPABASE_SERVICE_ROLE_KEY: string;
  /** Opens the operator's page. Without it there is none. */
  OPERATOR_KEY?: string;
  /** Where the site is: what a mail leads to. */
  SITE_URL: string;
  /** Origins that a browser may call from, comma separated. */
  CORS_ORIGINS: string;
  ASSISTANTS: ServiceBinding;
  CALLS: ServiceBinding;
  KNOWLEDGE: ServiceBinding;
  TELEPHONY: ServiceBinding;
  WEBHOOKS: ServiceBinding;
  DELIVERIES: ServiceBinding;
  SIMULATIONS: ServiceBinding;
  /** Entrypoints that report the state of the voice provider: rpc/voice. */
  ASSISTANTS_VOICE: unknown;
  CALLS_VOICE: unknown;
  TELEPHONY_VOICE: unknown;
  /** `McpEntrypoint`: rpc/mcp. */
  MCP: unknown;
  /** `KnowledgeEntrypoint`: rpc/knowledge. */
  KNOWLEDGE_FILES: unknown;
  /** The static files of the reference page. */
  ASSETS: ServiceBinding;
  HYPERDRIVE: { connectionString: string };
  /** One for each plan: the limit of a binding is fixed in wrangler.toml. */
  RATE_LIMIT: RateLimitBinding;
  RATE_LIMIT_PRO: RateLimitBinding;
  RATE_LIMIT_BUSINESS: RateLimitBinding;
  /** Half of it, for a single API key or viewer. */
  RATE_LIMIT_HALF: RateLimitBinding;
  RATE_LIMIT_HALF_PRO: RateLimitBinding;
  RATE_LIMIT_HALF_BUSINESS: RateLimitBinding;
};

/** A key that is good for its organization. */
export type ApiKey = {
  id: string;
  orgId: string;
  role: MemberRole;
  scopes: Scope[];
  plan: Plan;
  expiresAtMs: number | undefined;
  lastUsedAtMs: number | undefined;
};

/**
 * `tenant`, `plan` and `role` are there behind `inOrganization`, `person` and `database` behind `withPerson`, `claims` behind `signedIn`
 * (with `apiKey` where it is one that asks), `creationId` behind `idempotent`.
 */
export type GatewayVariables = ServiceVariables &
  IdempotentVariables & {
    orgId: string;
    plan?: Plan;
    role?: MemberRole;
    apiKey?: ApiKey;
    person: Person;
    traceparent: string;
  };

export type GatewayEnv = { Bindings: GatewayBindings; Variables: GatewayVariables };
export type GatewayApp = OpenAPIHono<GatewayEnv>;
