// Says that events were written, as every Worker does after a commit: packages/shared/src/events/announce.ts.
export default {
  async fetch(request, env) {
    await env.DELIVERIES.eventsWritten({ orgId: await request.text() });
    return new Response(null, { status: 204 });
  },
};
