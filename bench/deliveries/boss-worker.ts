/** pg-boss's side that delivers, in a process of its own as our Workers are. One message: what to serve. */
import { randomBytes } from "node:crypto";
import { PgBoss } from "pg-boss";
import { Webhook } from "standardwebhooks";
import type { Queue } from "./boss.ts";

/** As many deliveries of an endpoint are under way at once as ours: two fetches of three. */
const WORKERS = 2;
const JOBS_OF_A_WORKER = 3;

// Whoever started it may fail.
process.on("disconnect", () => process.exit());
process.once("message", ({ url, queues }: { url: string; queues: Queue[] }) => {
  serve(url, queues).then(
    () => process.send?.({ serving: queues.length }),
    (err: unknown) => process.send?.({ failed: String(err) }),
  );
});

async function serve(url: string, queues: Queue[]): Promise<void> {
  const boss = new PgBoss({ connectionString: url, useListenNotify: true });
  boss.on("error", (err) => console.error(err));
  await boss.start();
  const signer = new Webhook(randomBytes(32).toString("base64"));
  const options = { localConcurrency: WORKERS, batchSize: JOBS_OF_A_WORKER, burstWhenBatchFull: true };
  for (const { name, address } of queues)
    await boss.work<object>(name, options, async (jobs) => {
      await Promise.all(jobs.map(({ id, data }) => deliver(signer, address, id, JSON.stringify(data))));
    });
}

async function deliver(signer: Webhook, address: string, id: string, body: string): Promise<void> {
  const at = new Date();
  const answer = await fetch(address, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": signer.sign(id, at, body),
    },
    body,
    redirect: "manual",
  });
  await answer.text();
  // pg-boss repeats a job that throws.
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
}
