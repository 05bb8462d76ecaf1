import { startTcpProxy, type TcpProxy } from "../../../../tests/tcp-proxy.ts";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { fixture, request, useWorker } from "./testing/worker.ts";

useWorker();

// Long enough that what is sent together reaches the proxy before the first answer to it leaves.
const ROUND_TRIP_MS = 200;
let proxy: TcpProxy;
beforeAll(async () => {
  const { hostname, port } = new URL(fixture.directAppUrl);
  proxy = await startTcpProxy({ host: hostname, port: Number(port) });
});
afterAll(() => proxy.close());
afterEach(() => void vi.restoreAllMocks());

/** A request with what it costs at Postgres, connecting included. */
async function costOf(...[method, path, init]: Parameters<typeof request>) {
  proxy.roundTripMs = ROUND_TRIP_MS;
  const query = vi.spyOn(Client.prototype, "query");
  const before = proxy.roundTrips;
  const HYPERDRIVE = { connectionString: proxy.through(fixture.directAppUrl) };
  const { status } = await request(method, path, { ...init, env: { HYPERDRIVE } });
  const roundTrips = proxy.roundTrips - before;
  proxy.roundTripMs = 0;
  const begun = query.mock.calls.filter(
    ([asked]: unknown[]) => typeof asked === "string" && asked.startsWith("begin "),
  );
  query.mockRestore();
  // The COMMIT of a read is answered after the request: it belongs to no other.
  await vi.waitFor(() => expect(proxy.connections).toBe(0), 20_000);
  return { status, roundTrips, transactions: begun.length };
}

it("a creation with a key is four transactions in eight round trips", async () => {
  const read = await costOf("GET", "/v1/assistants");
  expect(read).toMatchObject({ status: 200, transactions: 1 });
  const connecting = read.roundTrips - 1;
  const creation = { json: { name: "Accueil" }, headers: { "idempotency-key": "k-1" } };
  const { status, roundTrips, transactions } = await costOf("POST", "/v1/assistants", creation);
  expect({ status, transactions, roundTrips: roundTrips - connecting }).toEqual({
    status: 201,
    transactions: 4,
    roundTrips: 8,
  });
});
