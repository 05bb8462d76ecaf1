import { Response, type V4WorkerOptions } from "miniflare";

export interface EgressRule {
  /** `host:port` of every address that Workers may reach. */
  allowed: () => string[];
  /** Called for every other address that a Worker tried to reach; the Worker's fetch fails. */
  onUnplanned: (url: string) => void;
}

export const EGRESS = "egress";

/**
 * A Worker through which all outgoing requests of the others pass. It runs inside workerd, so that a connection which
 * the other side drops looks to a Worker as at Cloudflare.
 */
export function egressGuard(rule: EgressRule): V4WorkerOptions {
  return {
    name: EGRESS,
    compatibilityDate: "2026-10-15",
    modules: true,
    script: `export default {
      async fetch(request, env) {
        const { host } = new URL(request.url);
        if ((await env.RULE.fetch("http://rule/", { method: "POST", body: request.url })).status === 204) {
          return fetch(request);
        }
        throw new TypeError("unplanned egress to " + host);
      },
    };`,
    serviceBindings: {
      RULE: async (asked) => {
        const url = await asked.text();
        if (rule.allowed().includes(new URL(url).host)) return new Response(null, { status: 204 });
        rule.onUnplanned(url);
        return new Response(null, { status: 403 });
      },
    },
  };
}
