import { RECEIVE_PATH } from "@allokoli/shared/vapi/server-object";
import { jsonBodyChecks } from "@allokoli/shared/http/json-body";
import { createApp } from "@allokoli/shared/service/service";
import { createLog } from "@allokoli/shared/log/log";
import { routeApiKeys } from "./api-keys/routes.ts";
import { noteApiKeyUse, readApiKey } from "./auth/api-key-store.ts";
import { createApiKeys } from "./auth/api-keys.ts";
import { fetchKeys } from "./auth/fetch-keys.ts";
import { forPeople } from "./auth/for-people.ts";
import { inScope, readNeeds } from "./auth/in-scope.ts";
import { signedIn } from "./auth/signed-in.ts";
import { createVerifier } from "./auth/verify.ts";
import { routeDocs } from "./docs/routes.ts";
import { crossOrigin } from "./edge/cross-origin.ts";
import { noLoop } from "./edge/no-loop.ts";
import { rateLimit, requireAddressHasRequestsLeft } from "./edge/rate-limit.ts";
import { requestContext } from "./edge/request-context.ts";
import { securityHeaders } from "./edge/security-headers.ts";
import type { GatewayEnv } from "./env.ts";
import { forward } from "./forward/forward.ts";
import { OWNERS } from "./forward/table.ts";
import { readQueues, routeHouse } from "./health/house.ts";
import { routeHealth, probeDatabase } from "./health/routes.ts";
import { answerMcp, MCP_PATH } from "./mcp/answer.ts";
import { routeMe } from "./me/routes.ts";
import { routeInvitations, routeOwnInvitations } from "./invitations/routes.ts";
import { routeLimits } from "./limits/routes.ts";
import { routeLogs } from "./logs/routes.ts";
import { routeMembers } from "./members/routes.ts";
import { inOrganization } from "./membership/in-organization.ts";
import { createMemberships } from "./membership/memberships.ts";
import { readMemberships } from "./membership/store.ts";
import { withPerson } from "./membership/with-person.ts";
import { routeOrganization } from "./organization/routes.ts";
import { routeOrganizations } from "./organizations/routes.ts";

const UNSUBSCRIBE_PATH = "/v1/alerts/unsubscribe";
const REMEMBERED_PEOPLE = 5_000;
const REMEMBERED_KEYS = 5_000;
const REMEMBERED_REFUSALS = 1_000;

export type GatewayParts = {
  /** The OpenAPI document of the whole API. */
  document: object;
  now: () => number;
  pause: (ms: number) => Promise<void>;
  fetchKeys: typeof fetchKeys;
  readMemberships: typeof readMemberships;
  readApiKey: typeof readApiKey;
  noteApiKeyUse: typeof noteApiKeyUse;
  probeDatabase: typeof probeDatabase;
  readQueues: typeof readQueues;
  createLog: typeof createLog;
};

const REAL: Omit<GatewayParts, "document"> = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  fetchKeys,
  readMemberships,
  readApiKey,
  noteApiKeyUse,
  probeDatabase,
  readQueues,
  createLog,
};

/** The gateway: who are you, for which organization, how often, and who owns that path. */
export function createGateway(given: Pick<GatewayParts, "document"> & Partial<GatewayParts>) {
  const parts: GatewayParts = { ...REAL, ...given };
  const verifier = createVerifier(parts);
  const memberships = createMemberships({ now: parts.now, capacity: REMEMBERED_PEOPLE });
  const apiKeys = createApiKeys({
    now: parts.now,
    capacity: REMEMBERED_KEYS,
    refusedCapacity: REMEMBERED_REFUSALS,
  });
  const known = [signedIn(verifier, { ...parts, apiKeys }), forPeople, inScope(readNeeds(parts.document))] as const;
  const member = [...known, inOrganization(memberships, parts.readMemberships), rateLimit] as const;
  const somebody = [...known, rateLimit] as const;

  const app = createApp<GatewayEnv>();
  app.use(requestContext(parts), securityHeaders, crossOrigin);
  app.use("/v1/*", noLoop);
  app.use(MCP_PATH, noLoop);

  routeHealth(app, { now: parts.now, keyRing: verifier.keyRing, probe: parts.probeDatabase });
  routeHouse(app, parts);
  routeDocs(app, parts.document);

  // Vapi has no token: the webhooks Worker itself knows a message of Vapi's from a forged one.
  app.all(RECEIVE_PATH, (c) => forward(c, "WEBHOOKS", undefined));
  // A mail program has no token either: the link in a mail is signed.
  app.on(["GET", "POST"], UNSUBSCRIBE_PATH, async (c) => {
    await requireAddressHasRequestsLeft(c);
    return forward(c, "DELIVERIES", undefined);
  });
  for (const { prefix, binding } of OWNERS) {
    app.on(["ALL"], [prefix, `${prefix}/*`], ...member, (c) =>
      forward(c, binding, { claims: c.var.claims, orgId: c.var.orgId }),
    );
  }
  app.on(["ALL"], [MCP_PATH], ...member, ...jsonBodyChecks, (c) =>
    answerMcp(c, (request) => app.fetch(request, c.env, c.executionCtx)),
  );

  app.use("/v1/organization/*", ...member, withPerson, ...jsonBodyChecks);
  routeOrganization(app);
  routeLimits(app);
  routeMembers(app, memberships);
  routeInvitations(app);
  app.use("/v1/api-keys/*", ...member, withPerson, ...jsonBodyChecks);
  routeApiKeys(app);
  app.use("/v1/logs", ...member, withPerson);
  routeLogs(app);
  app.use("/v1/invitations/*", ...somebody, withPerson, ...jsonBodyChecks);
  routeOwnInvitations(app, memberships);
  app.use("/v1/organizations/*", ...somebody, withPerson, ...jsonBodyChecks);
  routeOrganizations(app, memberships);
  app.use("/v1/me", ...somebody, withPerson, ...jsonBodyChecks);
  routeMe(app, memberships);
  return app;
}
