import pg from "pg";
import { APP_ROLE, setAppPassword } from "../migrate.ts";
import { typed, type Deployment, type Step } from "./deployment.ts";
import { OWNER_PASSWORD, WORKERS_PASSWORD } from "./secrets.ts";
import { must } from "./tools.ts";

/** Where the migrations run: an address without its password. */
function address({ settings }: Deployment): URL {
  const { host, port, name, owner, tls, migrations } = settings.database;
  const url = new URL("postgresql://host");
  url.hostname = migrations?.host ?? host;
  url.port = String(migrations?.port ?? port);
  url.username = migrations?.user ?? owner;
  url.pathname = `/${name}`;
  url.searchParams.set("sslmode", tls);
  return url;
}

/** Applies the migrations that are missing. The password is in a variable: arguments can be seen by others. */
export function pushMigrations(deployment: Deployment): Step {
  const args = ["db", "push", `--remote=${address(deployment).href}`, "--yes"];
  return {
    title: "Database: apply the migrations that are missing",
    shown: [`PGPASSWORD=[${OWNER_PASSWORD}] ${typed("supabase", args)}`],
    async run() {
      const { said } = await must(deployment.tools, "supabase", args, {
        env: { PGPASSWORD: ownerPassword(deployment) },
      });
      const applied = said.match(/^Applying migration \S+/gm) ?? [];
      deployment.tools.say(`    ${applied.length === 0 ? "none was missing" : `${applied.length} applied`}`);
    },
  };
}

/** Gives the Workers' role its password, where this machine knows it. */
export const setWorkersPassword = (deployment: Deployment): Step => ({
  title: `Database: set the password of the role ${APP_ROLE}`,
  shown: [`alter role ${APP_ROLE} login password '[${WORKERS_PASSWORD}]'`],
  async run() {
    const { here, found, tools } = deployment;
    const password = here[WORKERS_PASSWORD] ?? found.decision.made[WORKERS_PASSWORD];
    if (password === undefined) {
      tools.say("    left as it is: Hyperdrive has it");
      return;
    }
    const url = address(deployment);
    url.searchParams.delete("sslmode");
    url.password = ownerPassword(deployment);
    const ssl = deployment.settings.database.tls === "require" ? { rejectUnauthorized: false } : false;
    const client = new pg.Client({ connectionString: url.href, ssl });
    try {
      await client.connect();
      await setAppPassword(client, password);
    } finally {
      await client.end();
    }
  },
});

function ownerPassword({ here }: Deployment): string {
  const password = here[OWNER_PASSWORD];
  if (password === undefined) throw new Error(`${OWNER_PASSWORD} is not known.`);
  return password;
}
