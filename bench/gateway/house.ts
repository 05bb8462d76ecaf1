import { join } from "node:path";
import { startSupabaseAuth } from "@allokoli/emulators/supabase-auth/server";
import pg from "pg";
import { serviceConfigs } from "../../scripts/bundle.ts";
import { freePort, freePorts } from "../../scripts/ports.ts";
import { createSecrets } from "../../scripts/secrets.ts";
import { varsByWorker } from "../../scripts/stack.ts";
import { startWorkers, type WorkersOptions } from "../../scripts/workers.ts";
import { startPostgresPool } from "../../tests/postgres-pool.ts";
import { identityOf, newAssistant, newPerson } from "../people.ts";
import { asWorkers, type Throwaway } from "../throwaway-postgres.ts";

/** Of one person: what a request needs of them, by the gateway or behind it. */
export type Person = {
  organizationId: string;
  assistantId: string;
  bearer: Record<string, string>;
  identity: Record<string, string>;
};
/** What a service says of a request in the log. */
export type RequestLine = { service: string; databaseMs: number; durationMs: number };

export type House = {
  gateway: string;
  /** The Worker of assistants, without the gateway. */
  assistants: string;
  /**
   * A Worker that passes everything on; the same with static files and a rate limit, for which miniflare stands in; and one
   * that reads an assistant: in a workerd of their own.
   */
  proxy: string;
  proxyOnStandIns: string;
  reader: string;
  people: Person[];
  /** Hears what the services log, from now on. */
  onRequest(hear: (line: RequestLine) => void): void;
};

const config = (name: string) => join(import.meta.dirname, name, "wrangler.toml");
const originOf = (port: number) => `http://127.0.0.1:${port}`;

/**
 * All our Workers but one, which is replaced by an upstream that answers at once; and the peers, with the same upstream, in
 * a workerd of their own. All reach Postgres through a pool that keeps its sessions open, as Hyperdrive does.
 */
export async function openHouse({ directory, postgres, closing }: Throwaway, people: number): Promise<House> {
  const pool = await startPostgresPool({ host: "127.0.0.1", port: postgres.port });
  closing.push(pool.close);
  const ports = {
    ...(await freePorts()),
    assistants: await freePort(),
    proxy: await freePort(),
    proxyOnStandIns: await freePort(),
    reader: await freePort(),
  };
  const urls = {
    site: originOf(ports.site),
    api: originOf(ports.api),
    auth: originOf(ports.auth),
    vapi: originOf(ports.vapi),
    numbers: originOf(ports.numbers),
  };
  const auth = await startSupabaseAuth({ databaseUrl: postgres.url, port: ports.auth, siteUrl: urls.site });
  closing.push(auth.close);
  const vars = varsByWorker(urls, createSecrets(), auth, "none");
  let hear: (line: RequestLine) => void = () => undefined;
  const workers = (options: Pick<WorkersOptions, "configPaths" | "ports" | "databaseUrl" | "persistTo">) =>
    startWorkers({
      ...options,
      varsOf: (name) => vars[name] ?? {},
      takeMail: auth.takeWorkerMail,
      onLog: ({ level, message }) => {
        if (level === "error") console.error(message);
        const line = toRequestLine(message);
        if (line !== undefined) hear(line);
      },
    });

  const appUrl = asWorkers(postgres.url);
  const ours = await workers({
    configPaths: [...serviceConfigs().filter((path) => !path.includes("/simulations/")), config("upstream")],
    ports: { "allokoli-gateway": ports.api, "allokoli-assistants": ports.assistants },
    databaseUrl: pool.through(appUrl),
    persistTo: join(directory, "ours"),
  });
  closing.push(ours.stop);
  const theirs = await workers({
    configPaths: ["upstream", "proxy", "proxy-on-stand-ins", "reader"].map(config),
    ports: {
      "bench-proxy": ports.proxy,
      "bench-proxy-on-stand-ins": ports.proxyOnStandIns,
      "bench-reader": ports.reader,
    },
    databaseUrl: pool.through(postgres.url),
    persistTo: join(directory, "theirs"),
  });
  closing.push(theirs.stop);

  const client = new pg.Client(postgres.url);
  await client.connect();
  const settled = await settle(client, people, (sub) => auth.forgeToken({ signWith: "current", claims: { sub } }));
  await client.end();
  return {
    gateway: urls.api,
    assistants: originOf(ports.assistants),
    proxy: originOf(ports.proxy),
    proxyOnStandIns: originOf(ports.proxyOnStandIns),
    reader: originOf(ports.reader),
    people: settled,
    onRequest: (listener) => (hear = listener),
  };
}

function toRequestLine(message: string): RequestLine | undefined {
  if (!message.startsWith("{")) return undefined;
  // Our log: packages/shared/src/log.
  const line = JSON.parse(message) as RequestLine & { message: string };
  return line.message === "request" ? line : undefined;
}

/** People, each with an assistant. */
async function settle(
  client: pg.Client,
  count: number,
  tokenOf: (userId: string) => Promise<string>,
): Promise<Person[]> {
  const people: Person[] = [];
  while (people.length < count) {
    const person = await newPerson(client);
    const { userId, orgId } = person;
    people.push({
      organizationId: orgId,
      assistantId: await newAssistant(client, orgId),
      bearer: { authorization: `Bearer ${await tokenOf(userId)}`, "x-organization-id": orgId },
      identity: identityOf(person),
    });
  }
  return people;
}
