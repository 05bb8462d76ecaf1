export default {
  async fetch(request, env) {
    await env.RATE_LIMIT.limit({ key: request.headers.get("x-organization-id") });
    return env.UPSTREAM.fetch(request);
  },
};
