/**
 * The cost of row-level security: our tenant transaction compared with Drizzle's documented pattern, from a Worker
 * whose Postgres is 20 ms away. Fails when a read costs more than 1.3 round trips or a write more than 2.4.
 */
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../../scripts/ports.ts";
import { startWorkers } from "../../scripts/workers.ts";
import { startTcpProxy } from "../../tests/tcp-proxy.ts";
import type { Order, Timings } from "./worker.ts";
import { newAssistant, newPerson } from "../people.ts";
import { median, report } from "../results.ts";
import { asWorkers, onThrowawayPostgres, type Throwaway } from "../throwaway-postgres.ts";

const ROUND_TRIP_MS = 20;
const TIMES = 50;
const MOST_ROUND_TRIPS = { ourRead: 1.3, ourWrite: 2.4 };

compare(await onThrowawayPostgres(measure));

async function measure({ directory, postgres, closing }: Throwaway): Promise<Timings> {
  const order = { ...(await furnish(postgres.url)), times: TIMES } satisfies Order;

  const proxy = await startTcpProxy({ host: "127.0.0.1", port: postgres.port });
  closing.push(proxy.close);
  proxy.roundTripMs = ROUND_TRIP_MS;
  const databaseUrl = asWorkers(proxy.through(postgres.url));

  const port = await freePort();
  const workers = await startWorkers({
    configPaths: [join(import.meta.dirname, "wrangler.toml")],
    ports: { "bench-reads": port },
    varsOf: () => ({}),
    takeMail: () => ({ messageId: "none" }),
    databaseUrl,
    persistTo: join(directory, "workers"),
    onLog: ({ message }) => console.error(message),
  });
  closing.push(workers.stop);
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: JSON.stringify(order) });
  if (!answer.ok) throw new Error(`The bench's Worker failed: ${await answer.text()}`);
  // worker.ts returns this.
  return (await answer.json()) as Timings;
}

/** A person with an organization, an assistant and a page of calls. */
async function furnish(url: string) {
  const client = new pg.Client(url);
  await client.connect();
  const { userId, orgId } = await newPerson(client);
  const assistantId = await newAssistant(client, orgId);
  await client.query(
    `insert into calls (org_id, assistant_id, direction, status) select $1, $2, 'inbound', 'ended' from generate_series(1, 200)`,
    [orgId, assistantId],
  );
  await client.end();
  return { orgId, userId, assistantId };
}

function compare(timings: Timings) {
  const roundTrip = median(timings.roundTrip);
  const line = (name: string, times: number[]) => {
    const took = median(times);
    console.log(
      `${name.padEnd(34)} ${took.toFixed(1).padStart(7)} ms ${(took / roundTrip).toFixed(2).padStart(6)} round trips`,
    );
    return took / roundTrip;
  };
  console.log(`Median of ${TIMES}, Postgres ${ROUND_TRIP_MS} ms away, connections warm as Hyperdrive keeps them.`);
  console.log("A read is a page of 20 calls; a write changes a row and adds an outbox and an audit row.\n");
  line("one statement, no security", timings.roundTrip);
  const ourRead = line("read, tenant transaction", timings.ourRead);
  const drizzleRead = line("read, Drizzle's documented RLS", timings.drizzleRead);
  const ourWrite = line("write, tenant transaction", timings.ourWrite);
  const drizzleWrite = line("write, Drizzle's documented RLS", timings.drizzleWrite);
  console.log("");
  for (const [work, ours, drizzle, most] of [
    ["read", ourRead, drizzleRead, MOST_ROUND_TRIPS.ourRead],
    ["write", ourWrite, drizzleWrite, MOST_ROUND_TRIPS.ourWrite],
  ] as const)
    report({
      work: `${work} in a tenant transaction, Postgres ${ROUND_TRIP_MS} ms away`,
      measured: `${ours.toFixed(2)} round trips`,
      peer: `Drizzle's documented pattern ${drizzle.toFixed(2)}`,
      ratio: ours / drizzle,
      goal: `≤ ${most} round trips`,
      holds: ours <= most,
    });
}
