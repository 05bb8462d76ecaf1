/**
 * The cost of row-level security: our tenant transaction compared with Drizzle's documented pattern, from a Worker
 * whose Postgres is 20 ms away. Fails when a read costs more than 1.3 round trips or a write more than 2.4.
 */
import { join } from "node:path";
import pg from "pg";
import { APP_ROLE } from "../../scripts/migrate.ts";
import { freePort } from "../../scripts/ports.ts";
import { startWorkers } from "../../scripts/workers.ts";
import { startTcpProxy } from "../../tests/tcp-proxy.ts";
import type { Order, Timings } from "./worker.ts";
import { median, report } from "../results.ts";
import { onThrowawayPostgres, PASSWORD, type Throwaway } from "../throwaway-postgres.ts";

const ROUND_TRIP_MS = 20;
const TIMES = 50;
const MOST_ROUND_TRIPS = { ourRead: 1.3, ourWrite: 2.4 };

compare(await onThrowawayPostgres(measure));

async function measure({ directory, postgres, closing }: Throwaway): Promise<Timings> {
  const order = { ...(await furnish(postgres.url)), times: TIMES } satisfies Order;

  const proxy = await startTcpProxy({ host: "127.0.0.1", port: postgres.port });
  closing.push(proxy.close);
  proxy.roundTripMs = ROUND_TRIP_MS;
  const databaseUrl = new URL(proxy.through(postgres.url));
  databaseUrl.username = APP_ROLE;
  databaseUrl.password = PASSWORD;

  const port = await freePort();
  const workers = await startWorkers({
    configPaths: [join(import.meta.dirname, "wrangler.toml")],
    ports: { "bench-reads": port },
    varsOf: () => ({}),
    takeMail: () => ({ messageId: "none" }),
    databaseUrl: databaseUrl.href,
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
  const first = async (text: string, values: unknown[] = []): Promise<string> =>
    (await client.query(text, values)).rows[0].id;
  const userId = await first(
    "insert into auth.users (id, email) values (gen_random_uuid(), 'bench@example.fr') returning id",
  );
  const orgId = await first("select org_id as id from memberships where user_id = $1", [userId]);
  const assistantId = await first(
    `insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
       transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds)
     values ($1, 'Accueil', 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'denise', 'deepgram', 'fr', 600, 30) returning id`,
    [orgId],
  );
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
