import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ROOT } from "../../paths.ts";
import type { Answer } from "../tools.ts";
import type { WorkerConfig } from "../worker-list.ts";

/** One command, as it was given. */
export interface Logged {
  args: string[];
  account: string | undefined;
  /** The names in the file of secrets. */
  secrets: string[];
}

interface FakeWorker {
  versions: { id: string; metadata: { created_on: string }; annotations: { "workers/tag": string | undefined } }[];
  deployments: { created_on: string; versions: { version_id: string; percentage: number }[] }[];
  secrets: Record<string, string>;
}

/** What Cloudflare has of an account. */
export interface Account {
  workers: Record<string, FakeWorker>;
  buckets: string[];
  clock: number;
}

class Refusal extends Error {}

/**
 * Answers as wrangler and Cloudflare do: it writes its arguments into log.ndjson of `folder`, keeps what it is told in
 * state.json, and refuses a command that contains a text of refuse.json.
 */
export function fakeWrangler(folder: string, args: string[], env: NodeJS.ProcessEnv): Answer {
  const read = <T>(file: string, otherwise: T): T =>
    existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : otherwise;
  const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const secrets = read<Record<string, string>>(option("--secrets-file") ?? "none", {});
  const logged: Logged = { args, account: env["CLOUDFLARE_ACCOUNT_ID"], secrets: Object.keys(secrets) };
  appendFileSync(join(folder, "log.ndjson"), `${JSON.stringify(logged)}\n`);
  const account = read<Account>(join(folder, "state.json"), { workers: {}, buckets: [], clock: 0 });
  try {
    if (read<string[]>(join(folder, "refuse.json"), []).some((part) => args.join(" ").includes(part)))
      throw new Refusal(`A request to the Cloudflare API failed: refused, with ${Object.values(secrets).join()}`);
    const config =
      option("--config") === undefined
        ? undefined
        : read<WorkerConfig>(resolve(ROOT, option("--config") ?? ""), { name: "" });
    const said = obey(account, {
      args,
      env,
      secrets,
      config,
      name: config?.name ?? option("--name") ?? "",
      tag: option("--tag"),
    });
    writeFileSync(join(folder, "state.json"), JSON.stringify(account));
    const stdout = typeof said === "string" ? said : JSON.stringify(said);
    return { code: 0, stdout, said: stdout };
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    return { code: 1, stdout: "", said: `✘ [ERROR] ${err.message}` };
  }
}

interface Command {
  args: string[];
  env: NodeJS.ProcessEnv;
  secrets: Record<string, string>;
  config: WorkerConfig | undefined;
  name: string;
  tag: string | undefined;
}

function obey(account: Account, command: Command): unknown {
  const { args, name } = command;
  const words = args.slice(
    0,
    args.findIndex((arg) => arg.startsWith("--")),
  );
  const worker = () => {
    const found = account.workers[name];
    if (found === undefined) throw new Refusal("This Worker does not exist on your account. [code: 10007]");
    return found;
  };
  const deployed = (versions: FakeWorker["deployments"][number]["versions"]) =>
    worker().deployments.push({ created_on: tick(account), versions });

  switch (args.slice(0, 2).join(" ").replace(/ --.*/, "")) {
    case "whoami":
      return { loggedIn: true, accounts: [{ id: "a".repeat(32), name: "Ours" }] };
    case "deployments list":
      return worker().deployments;
    case "versions list":
      return worker().versions;
    case "secret list":
      return Object.keys(worker().secrets).map((secret) => ({ name: secret, type: "secret_text" }));
    case "email sending":
      return `│ name │ enabled │\n│ ${args[3] ?? ""} │ ${args[3]?.startsWith("off.") ? "no" : "yes"} │`;
    case "r2 bucket":
      if (words[2] === "create") account.buckets.push(args[3] ?? "");
      else if (!account.buckets.includes(args[3] ?? ""))
        throw new Refusal("The specified bucket does not exist. [code: 10006]");
      return {};
    case "deploy": {
      const id = upload(account, command);
      deployed([{ version_id: id, percentage: 100 }]);
      return "";
    }
    case "versions upload": {
      worker();
      const line = { type: "version-upload", version: 1, version_id: upload(account, command) };
      appendFileSync(command.env["WRANGLER_OUTPUT_FILE_PATH"] ?? "", `${JSON.stringify(line)}\n`);
      return "";
    }
    case "versions deploy": {
      const versions = words.slice(2).map((spec) => {
        const [id = "", percentage] = spec.split("@");
        if (!worker().versions.some((version) => version.id === id)) throw new Refusal(`Version ${id} does not exist.`);
        return { version_id: id, percentage: Number(percentage) };
      });
      if (versions.reduce((sum, { percentage }) => sum + percentage, 0) !== 100)
        throw new Refusal("Percentages must add up to 100.");
      deployed(versions);
      return "";
    }
    case "triggers deploy":
      worker();
      return "";
    default:
      throw new Refusal(`Unknown command: ${args.join(" ")}`);
  }
}

const tick = (account: Account) => new Date(++account.clock * 1000).toISOString();

function upload(account: Account, { config, name, secrets, tag }: Command): string {
  const missing = (config?.services ?? []).find(({ service }) => account.workers[service] === undefined);
  if (missing !== undefined)
    throw new Refusal(`Could not resolve service binding to '${missing.service}'. [code: 10143]`);
  const known = account.workers[name]?.secrets ?? {};
  const unset = (config?.secrets?.required ?? []).filter((secret) => !(secret in { ...known, ...secrets }));
  if (unset.length > 0) throw new Refusal(`The following required secrets have not been set: ${unset.join(", ")}`);
  const worker = (account.workers[name] ??= { versions: [], deployments: [], secrets: {} });
  Object.assign(worker.secrets, secrets);
  const id = `${name}-v${worker.versions.length + 1}`;
  worker.versions.push({ id, metadata: { created_on: tick(account) }, annotations: { "workers/tag": tag } });
  return id;
}

// As a program on PATH: `node fake-wrangler.ts ARGUMENTS`, its folder in FAKE_WRANGLER.
if (process.argv[1] === import.meta.filename) {
  const { code, stdout, said } = fakeWrangler(process.env["FAKE_WRANGLER"] ?? "", process.argv.slice(2), process.env);
  if (code === 0) console.log(stdout);
  else console.error(said);
  process.exitCode = code;
}
