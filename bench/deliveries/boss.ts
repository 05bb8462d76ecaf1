import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PgBoss } from "pg-boss";
import type { Throwaway } from "../throwaway-postgres.ts";
import type { Write } from "./ours.ts";

/** A queue, and where its jobs are posted. */
export type Queue = { name: string; address: string };

/**
 * pg-boss on the same Postgres, as its documentation has it for many receivers of an event: a queue for each endpoint that
 * subscribes to the event, told of new jobs by NOTIFY. Its workers are a process of their own.
 * @returns for each list of addresses, a writer of events for these endpoints
 */
export async function startBoss({ postgres, closing }: Throwaway, endpoints: string[][]): Promise<Write[]> {
  const boss = new PgBoss({ connectionString: postgres.url, supervise: false, schedule: false });
  boss.on("error", (err) => console.error(err));
  await boss.start();
  closing.push(() => boss.stop({ graceful: false }));
  const queues: Queue[] = [];
  for (const [group, addresses] of endpoints.entries())
    for (const [index, address] of addresses.entries()) {
      const name = `endpoint-${group}-${index}`;
      await boss.createQueue(name, { notify: true });
      await boss.subscribe(`event-${group}`, name);
      queues.push({ name, address });
    }
  const worker = fork(join(import.meta.dirname, "boss-worker.ts"));
  closing.push(async () => {
    const ended = once(worker, "exit");
    worker.kill();
    await ended;
  });
  const answered = once(worker, "message");
  worker.send({ url: postgres.url, queues });
  const [answer] = await answered;
  if (answer.failed !== undefined) throw new Error(`pg-boss: ${answer.failed}`);
  return endpoints.map((_addresses, group) => async (id) => {
    const resource = { type: "file", id };
    await boss.publish(`event-${group}`, { type: "file.ready", resource, data: { name: "Tarifs.pdf" } });
  });
}
