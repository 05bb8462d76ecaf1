/**
 * How long `npm start` takes until the site and the API answer: the first time, as after `git clone` and `npm ci`, with
 * everything to build and to set up, and again. Beside it `wrangler dev` of the gateway alone: one Worker of eleven, without
 * the site, Postgres or anything that the stack stands in for. Fails above 20 s, or 8 s again.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort, freePorts } from "../../scripts/ports.ts";
import { readOptions } from "../options.ts";
import { median, report } from "../results.ts";
import { inCheckout } from "./checkout.ts";

const MOST_SECONDS = { first: 20, again: 8 };
const PATIENCE_MS = 900_000;
const LOOK_EVERY_MS = 50;
const SHOWN_OUTPUT_CHARS = 2_000;
/** With these the stack would use what runs elsewhere. */
const FOREIGN = ["DATABASE_URL", "SUPABASE_URL"];
const { rounds } = readOptions({ rounds: 3 });

/** What is started: a script for Node, in a copy of the checkout, and what answers when it has. */
type Started = { args: string[]; env: Record<string, string>; urls: string[] };

const seconds = {
  ours: { first: [] as number[], again: [] as number[] },
  theirs: { first: [] as number[], again: [] as number[] },
};
for (let round = 0; round < rounds; round += 1)
  for (const side of ["ours", "theirs"] as const)
    await inCheckout(async (directory) => {
      for (const time of ["first", "again"] as const) {
        const took = await timeToAnswer(directory, side === "ours" ? await npmStart() : await wranglerDev());
        seconds[side][time].push(took);
        console.log(`${side === "ours" ? "npm start" : "wrangler dev"}, ${time.padEnd(5)} ${took.toFixed(1)} s`);
      }
    });
console.log("");
for (const time of ["first", "again"] as const) {
  const took = median(seconds.ours[time]);
  const theirs = median(seconds.theirs[time]);
  report({
    work: `\`npm start\`, ${time === "first" ? "the first time" : time}, until site and API answer`,
    measured: `${took.toFixed(1)} s`,
    peer: `\`wrangler dev\` of the gateway alone ${theirs.toFixed(1)} s`,
    ratio: took / theirs,
    goal: `≤ ${MOST_SECONDS[time]} s`,
    holds: took <= MOST_SECONDS[time],
  });
}

async function npmStart(): Promise<Started> {
  const ports = await freePorts();
  const env = Object.entries(ports).map(([name, port]) => [`ALLOKOLI_PORT_${name.toUpperCase()}`, String(port)]);
  const urls = [`http://localhost:${ports.api}/healthz`, `http://localhost:${ports.site}/`];
  return { args: ["scripts/run.js", "start"], env: Object.fromEntries(env), urls };
}

async function wranglerDev(): Promise<Started> {
  const [port, inspector] = [String(await freePort()), String(await freePort())];
  const args = ["node_modules/wrangler/bin/wrangler.js", "dev", "--port", port, "--inspector-port", inspector];
  const env = {
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    CI: "1",
    // It wants an address with a password, but there is no Postgres: the path below needs none.
    CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: "postgres://nobody:none@127.0.0.1:1/none",
  };
  return { args, env, urls: [`http://localhost:${port}/docs`] };
}

/** Starts it, waits until every address answers 200, and ends it. */
async function timeToAnswer(directory: string, { args, env, urls }: Started): Promise<number> {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.includes(name));
  const from = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: directory,
    // A process group, which gets the signal whole, as from a terminal.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...Object.fromEntries(inherited),
      ...env,
      PATH: `${join(directory, "node_modules/.bin")}:${process.env.PATH}`,
    },
  });
  const ended = once(child, "exit");
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (said = (said + String(text)).slice(-SHOWN_OUTPUT_CHARS)));
  try {
    for (const url of urls) await untilAnswered(url);
    return (performance.now() - from) / 1000;
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await ended;
  }

  async function untilAnswered(url: string): Promise<void> {
    while (!(await isAnswered(url))) {
      if (child.exitCode !== null || performance.now() - from > PATIENCE_MS)
        throw new Error(`${url} does not answer:\n${said}`);
      await pause(LOOK_EVERY_MS);
    }
  }
}

async function isAnswered(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}
