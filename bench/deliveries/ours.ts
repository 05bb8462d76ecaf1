import { rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { serviceConfigs } from "../../scripts/bundle.ts";
import { freePort, freePorts } from "../../scripts/ports.ts";
import { createSecrets } from "../../scripts/secrets.ts";
import { varsByWorker } from "../../scripts/stack.ts";
import { startWorkers } from "../../scripts/workers.ts";
import { startPostgresPool } from "../../tests/postgres-pool.ts";
import { makeTemporaryFolder } from "../../tests/temporary-folder.ts";
import { identityOf, newPerson } from "../people.ts";
import { asWorkers, type Throwaway } from "../throwaway-postgres.ts";

/** Writes an event of that resource for the endpoints of somebody; resolves when it is committed and announced. */
export type Write = (resourceId: string) => Promise<void>;

const originOf = (port: number) => `http://127.0.0.1:${port}`;
const ANNOUNCER = join(import.meta.dirname, "announcer/wrangler.toml");

/**
 * Our deliveries Worker on a Postgres that it reaches through a pool, as through Hyperdrive.
 * @returns for each list of addresses, a writer of events for an organization whose endpoints these are
 */
export async function startOurs({ postgres, closing }: Throwaway, endpoints: string[][]): Promise<Write[]> {
  const pool = await startPostgresPool({ host: "127.0.0.1", port: postgres.port });
  closing.push(pool.close);
  const appUrl = asWorkers(postgres.url);
  const ports = { ...(await freePorts()), deliveries: await freePort(), announcer: await freePort() };
  // Nothing runs at these addresses: an endpoint may not be one of them.
  const urls = { site: ports.site, api: ports.api, auth: ports.auth, vapi: ports.vapi, numbers: ports.numbers };
  const addresses = Object.fromEntries(Object.entries(urls).map(([name, port]) => [name, originOf(port)]));
  const keys = { anonKey: "none", serviceRoleKey: "none" };
  const vars = varsByWorker(addresses as Record<keyof typeof urls, string>, createSecrets(), keys, "none");
  // In memory, as in the tests: at Cloudflare an alarm does not wait for a disk of ours.
  const objects = await makeTemporaryFolder("allokoli-bench-");
  closing.push(() => rm(objects, { recursive: true, force: true }));
  const workers = await startWorkers({
    configPaths: [...serviceConfigs().filter((path) => path.includes("/deliveries/")), ANNOUNCER],
    ports: { "allokoli-deliveries": ports.deliveries, "bench-announcer": ports.announcer },
    varsOf: (name) => vars[name] ?? {},
    takeMail: () => ({ messageId: "none" }),
    databaseUrl: pool.through(appUrl),
    persistTo: objects,
    onLog: ({ level, message }) => {
      if (level === "error") console.error(message);
    },
  });
  closing.push(workers.stop);
  const superuser = new pg.Pool({ connectionString: postgres.url, max: 4 });
  superuser.on("error", () => undefined);
  closing.push(() => superuser.end());

  const writerFor = async (its: string[]): Promise<Write> => {
    const person = await newPerson(superuser);
    for (const url of its) await createEndpoint(originOf(ports.deliveries), identityOf(person), url);
    return async (resourceId) => {
      await superuser.query(
        "insert into events (org_id, type, resource_type, resource_id, data) values ($1, 'file.ready', 'file', $2, $3)",
        [person.orgId, resourceId, { name: "Tarifs.pdf" }],
      );
      const announced = await fetch(originOf(ports.announcer), { method: "POST", body: person.orgId });
      if (!announced.ok) throw new Error(`not announced: ${announced.status} ${await announced.text()}`);
    };
  };
  return Promise.all(endpoints.map(writerFor));
}

async function createEndpoint(deliveries: string, identity: Record<string, string>, url: string): Promise<void> {
  const made = await fetch(`${deliveries}/v1/webhooks`, {
    method: "POST",
    headers: { "content-type": "application/json", ...identity },
    body: JSON.stringify({ url }),
  });
  const text = await made.text();
  if (made.status !== 201) throw new Error(`an endpoint: ${made.status} ${text}`);
}
