/**
 * What the gateway costs: its throughput beside a Worker of five lines that passes everything on, to the same upstream;
 * and one read through everything (gateway, role, Postgres) beside a Worker that sends the query alone. Fails when the
 * gateway has less than 0.85 of the proxy's throughput, or the read takes more than 1.5 times as long.
 */
import { readOptions } from "../options.ts";
import { median, percentile, report } from "../results.ts";
import { onThrowawayPostgres } from "../throwaway-postgres.ts";
import { openHouse, type House, type Person, type RequestLine } from "./house.ts";
import { load, type Served, type Target } from "./load.ts";

const LEAST_OF_PROXY = 0.85;
const MOST_TIMES = 1.5;
const AT_ONCE = 16;
const WARM_UP_SECONDS = 2;
/** Their organizations' limits together are above what a gateway can serve: 6,000 requests a minute each. */
const PEOPLE = 60;
const { rounds, seconds, reads } = readOptions({ rounds: 7, seconds: 5, reads: 300 });

await onThrowawayPostgres(async (throwaway) => {
  const house = await openHouse(throwaway, PEOPLE);
  await measureThroughput(house);
  await measureRead(house);
});

async function measureThroughput({ gateway, proxy, proxyOnStandIns, people }: House): Promise<void> {
  const headers = people.map(({ bearer }) => bearer);
  // The replaced Worker owns this path.
  const path = "/v1/test-suites";
  const ours: Target = { origin: gateway, path, headers };
  const theirs: Target = { origin: proxy, path, headers };
  const onStandIns: Target = { origin: proxyOnStandIns, path, headers };
  for (const target of [ours, theirs, onStandIns]) await load(target, AT_ONCE, WARM_UP_SECONDS);
  const served: { ours: Served; theirs: Served; onStandIns: Served }[] = [];
  console.log(`Answers a second, ${AT_ONCE} requests at once, ${seconds} s each, in turns.\n`);
  while (served.length < rounds) {
    const round = {
      ours: await load(ours, AT_ONCE, seconds),
      theirs: await load(theirs, AT_ONCE, seconds),
      onStandIns: await load(onStandIns, AT_ONCE, seconds),
    };
    served.push(round);
    console.log(`gateway                ${describe(round.ours)}`);
    console.log(`proxy                  ${describe(round.theirs)}`);
    console.log(`proxy on the stand-ins ${describe(round.onStandIns)}\n`);
  }
  const ratioTo = (whose: "theirs" | "onStandIns") =>
    median(served.map((round) => round.ours.aSecond / round[whose].aSecond));
  const ratio = ratioTo("theirs");
  const summary = (whose: "ours" | "theirs" | "onStandIns") => {
    const aSecond = median(served.map((round) => round[whose].aSecond));
    const processor = median(served.map((round) => round[whose].processorMs));
    return `${aSecond.toFixed(0)}/s, ${processor.toFixed(2)} ms of processor each`;
  };
  report({
    work: `a request through the gateway, ${AT_ONCE} at once`,
    measured: summary("ours"),
    peer: `a proxy of five lines ${summary("theirs")}`,
    ratio,
    goal: `≥ ${LEAST_OF_PROXY} of its throughput`,
    holds: ratio >= LEAST_OF_PROXY,
  });
  // What both take at Cloudflare is not known from here; the goal is the one above.
  report({
    work: "the same, beside a proxy with what miniflare puts in the gateway's way",
    measured: summary("ours"),
    peer: `a proxy with static files and one rate limit ${summary("onStandIns")}`,
    ratio: ratioTo("onStandIns"),
    goal: "–",
    holds: true,
  });
}

function describe({ aSecond, processorMs }: Served): string {
  return `${aSecond.toFixed(0).padStart(6)}/s ${processorMs.toFixed(2).padStart(6)} ms of processor each`;
}

type Way = "everything" | "reader" | "gateway" | "service";

async function measureRead({ gateway, assistants, proxy, reader, people, onRequest }: House): Promise<void> {
  const urls = (person: Person): Record<Way | "proxy", { url: string; headers: Record<string, string> }> => {
    const { organizationId, assistantId, bearer, identity } = person;
    const path = `/v1/assistants/${assistantId}`;
    return {
      everything: { url: gateway + path, headers: bearer },
      reader: { url: `${reader}/?organization=${organizationId}&assistant=${assistantId}`, headers: {} },
      gateway: { url: `${gateway}/v1/test-suites`, headers: bearer },
      service: { url: assistants + path, headers: identity },
      proxy: { url: `${proxy}/v1/test-suites`, headers: bearer },
    };
  };
  const ways = ["everything", "reader", "gateway", "service", "proxy"] as const;
  const times = { everything: [], reader: [], gateway: [], service: [], proxy: [] } as Record<Way | "proxy", number[]>;
  const lines: RequestLine[] = [];
  onRequest((line) => lines.push(line));
  // One after the other, each way in turn; the first ask of each person is not measured: code, token and membership.
  for (let turn = -people.length; turn < reads; turn += 1) {
    const person = people[(turn + people.length) % people.length];
    if (person === undefined) throw new Error("nobody asks");
    if (turn === 0) lines.length = 0;
    for (const way of ways) {
      const took = await ask(urls(person)[way]);
      if (turn >= 0) times[way].push(took);
    }
  }
  const p50 = (way: keyof typeof times) => median(times[way]);
  const transactions = lines.filter(({ service }) => service === "assistants").map(({ databaseMs }) => databaseMs);
  const transaction = transactions.reduce((sum, ms) => sum + ms, 0) / transactions.length;
  console.log(`\nOne read, alone, ${reads} times each in turns; p50 and p95 in ms.\n`);
  for (const [name, way] of [
    ["through everything", "everything"],
    ["  the gateway alone: its upstream answers at once", "gateway"],
    ["  the service alone: called directly", "service"],
    ["a Worker that sends the query alone", "reader"],
    ["the proxy alone: its upstream answers at once", "proxy"],
  ] as const)
    console.log(`${name.padEnd(52)} ${show(p50(way))} ${show(percentile(times[way], 0.95))}`);
  console.log(`${"    of the service, its transaction by its own log (mean)".padEnd(52)} ${show(transaction)}\n`);
  const ratio = p50("everything") / p50("reader");
  report({
    work: "one assistant read through everything",
    measured: `p50 ${p50("everything").toFixed(1)} ms: the gateway alone ${p50("gateway").toFixed(1)}, the service alone ${p50("service").toFixed(1)}, of which its transaction ${transaction.toFixed(1)}`,
    peer: `a Worker that sends the query alone ${p50("reader").toFixed(1)} ms`,
    ratio,
    goal: `≤ ${MOST_TIMES} times`,
    holds: ratio <= MOST_TIMES,
  });
}

function show(ms: number): string {
  return ms.toFixed(1).padStart(7);
}

async function ask({ url, headers }: { url: string; headers: Record<string, string> }): Promise<number> {
  const from = performance.now();
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  const took = performance.now() - from;
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${text}`);
  return took;
}
