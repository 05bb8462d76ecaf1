// What stands behind the gateway and behind the proxy: the same answer, at once.
export default { fetch: () => Response.json({ items: [], nextCursor: null }) };
