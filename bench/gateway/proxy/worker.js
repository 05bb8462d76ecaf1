// The least that a gateway can be.
export default {
  async fetch(request, env) {
    return env.UPSTREAM.fetch(request);
  },
};
