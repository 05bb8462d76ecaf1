import { join } from "node:path";
import { startSupabaseAuth } from "@allokoli/emulators/supabase-auth/server";
import { encodeIdentity, IDENTITY_HEADER } from "@allokoli/shared/identity/identity";
import pg from "pg";
import { serviceConfigs } from "../../scripts/bundle.ts";
import { APP_ROLE } from "../../scripts/migrate.ts";
import { freePort, freePorts } from "../../scripts/ports.ts";
import { createSecrets } from "../../scripts/secrets.ts";
import { varsByWorker } from "../../scripts/stack.ts";
import { startWorkers, type WorkersOptions } from "../../scripts/workers.ts";
import { startPostgresPool } from "../../tests/postgres-pool.ts";
import { PASSWORD, type Throwaway } from "../throwaway-postgres.ts";

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
  /** A Worker that passes everything on, and one that reads an assistant: in a workerd of their own. */
  proxy: string;
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

  const appUrl = new URL(postgres.url);
  appUrl.username = APP_ROLE;
  appUrl.password = PASSWORD;
  const ours = await workers({
    configPaths: [...serviceConfigs().filter((path) => !path.includes("/simulations/")), config("upstream")],
    ports: { "allokoli-gateway": ports.api, "allokoli-assistants": ports.assistants },
    databaseUrl: pool.through(appUrl.href),
    persistTo: join(directory, "ours"),
  });
  closing.push(ours.stop);
  const theirs = await workers({
    configPaths: ["upstream", "proxy", "reader"].map(config),
    ports: { "bench-proxy": ports.proxy, "bench-reader": ports.reader },
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

/** People, each with an organization of the largest plan and an assistant. */
async function settle(
  client: pg.Client,
  count: number,
  tokenOf: (userId: string) => Promise<string>,
): Promise<Person[]> {
  const first = async (text: string, values: unknown[] = []): Promise<string> =>
    (await client.query(text, values)).rows[0].id;
  const people: Person[] = [];
  while (people.length < count) {
    const userId = await first(
      "insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.fr') returning id",
    );
    const organizationId = await first(
      `update organizations set plan = 'business'
       where id = (select org_id from memberships where user_id = $1) returning id`,
      [userId],
    );
    const assistantId = await first(
      `insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
         transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds)
       values ($1, 'Accueil', 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'denise', 'deepgram', 'fr', 600, 30) returning id`,
      [organizationId],
    );
    const claims = { sub: userId, role: "authenticated", exp: Math.floor(Date.now() / 1000) + 3600 } as const;
    people.push({
      organizationId,
      assistantId,
      bearer: { authorization: `Bearer ${await tokenOf(userId)}`, "x-organization-id": organizationId },
      identity: { [IDENTITY_HEADER]: encodeIdentity({ claims, orgId: organizationId }) },
    });
  }
  return people;
}
