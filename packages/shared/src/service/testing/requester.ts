import type { ExecutionContext } from "hono";
import { claimsOf, type Fixture } from "../../db/testing/fixture.ts";
import { encodeIdentity, IDENTITY_HEADER } from "../../identity/identity.ts";

export type Role = keyof Fixture["people"];
export type Asked<Bindings> = {
  json?: unknown;
  as?: Role;
  headers?: Record<string, string>;
  /** In the place of what the app is given otherwise. */
  env?: Partial<Bindings>;
};

type App<Bindings> = {
  request(path: string, init: RequestInit, env: Bindings, context: ExecutionContext): Response | Promise<Response>;
};

/** Asks a Worker's app what people of an organization ask it through the gateway. */
export function createRequester<Bindings extends object>(
  app: App<Bindings>,
  world: () => { fixture: Fixture; env: Bindings },
) {
  const afterwards: Promise<unknown>[] = [];
  return {
    async request(
      method: string,
      path: string,
      { json, as = "member", headers = {}, env: changed }: Asked<Bindings> = {},
    ) {
      const { fixture, env } = world();
      const orgId = as === "outsider" ? fixture.otherOrgId : fixture.orgId;
      const answer = await app.request(
        path,
        {
          method,
          headers: {
            [IDENTITY_HEADER]: encodeIdentity({ claims: claimsOf(fixture.people[as]), orgId }),
            ...(json !== undefined && { "content-type": "application/json" }),
            ...headers,
          },
          ...(json !== undefined && { body: JSON.stringify(json) }),
        },
        { ...env, ...changed },
        {
          waitUntil: (work: Promise<unknown>) => void afterwards.push(work),
          passThroughOnException: () => undefined,
          props: {},
        },
      );
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        text,
        body: answer.headers.get("content-type")?.includes("json") === true ? JSON.parse(text) : undefined,
      };
    },

    /** Resolves when all is done that the app left for after its answers. */
    async settled(): Promise<void> {
      await Promise.all(afterwards.splice(0));
    },
  };
}
