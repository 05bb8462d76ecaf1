import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mangled, odd, valid } from "../arbitrary.ts";
import { startHouse, type House, type Organization } from "../house.ts";
import { listOperations, listSchemas, type Operation } from "../operations.ts";
import { bodyOfThings, makeThings, pathOfThings, type Things } from "../things.ts";

// Requests of every kind, valid and mangled, to every operation: whatever somebody sends, no answer is a 5xx.
// ALLOKOLI_RANDOM_REQUESTS is how many each operation gets; ALLOKOLI_RANDOM_SEED repeats a run that failed.
const REQUESTS_EACH = Number(process.env["ALLOKOLI_RANDOM_REQUESTS"] ?? 20);
const SEED = Number(process.env["ALLOKOLI_RANDOM_SEED"] ?? 20_261_123);
const ANSWERED_WITHIN_MS = 20_000;

// Deletions come last: until then there is something to ask about.
const operations = listOperations().toSorted((left, right) => rank(left) - rank(right));
const schemas = listSchemas();

const HOUSES_OF_ONE_DAY = 4;
let house: House;
const owners: { owner: Organization; things: Things }[] = [];

beforeAll(async () => {
  house = await startHouse({ strangeAddresses: true });
  for (let made = 0; made < HOUSES_OF_ONE_DAY; made++) {
    const owner = await house.newOrganization();
    owners.push({ owner, things: await makeThings(house, owner) });
  }
});
afterAll(() => house.close());

function rank({ method, path }: Operation): number {
  if (method !== "DELETE") return 0;
  // The membership itself goes after all that is reached through it.
  return path.includes("/organization/members") ? 2 : 1;
}

type Asked = {
  /** Which of the organizations asks, and whose things it asks about. */
  as: number;
  about: number;
  path: string | undefined;
  query: [string, unknown][];
  headers: Record<string, string>;
  body: string | undefined;
};

const headers = fc.record(
  {
    "if-match": fc.constantFrom('"1"', "*", 'W/"x"', "1", '"99999999999999999999"'),
    "idempotency-key": fc.constantFrom("key", "k".repeat(300), "clé", " "),
    range: fc.constantFrom("bytes=0-", "bytes=9-1", "lines=1"),
    "last-event-id": fc.constantFrom("0", "-1", "x"),
    "content-type": fc.constantFrom(
      "application/json",
      "text/plain",
      "multipart/form-data",
      "application/json; charset=latin1",
    ),
    "accept-language": fc.constantFrom("fr", "en-GB;q=0.1", "*", ";;;"),
  },
  { requiredKeys: [] },
);

const asText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

function requests(operation: Operation): fc.Arbitrary<Asked> {
  const { body, example, query } = operation;
  const example$ = fc.constant(example);
  const good = body === undefined ? undefined : fc.oneof(example$, valid(body, schemas));
  const sent =
    good === undefined
      ? fc.constant(undefined)
      : fc.oneof(good, good.chain(mangled), odd).map((value) => JSON.stringify(value) ?? "undefined");
  const asked = Object.entries(query).map(([name, schema]) =>
    fc.option(fc.oneof(valid(schema, schemas), odd).map((value): [string, unknown] => [name, value])),
  );
  return fc.record({
    as: fc.nat(HOUSES_OF_ONE_DAY - 1),
    about: fc.nat(HOUSES_OF_ONE_DAY - 1),
    path: fc.option(fc.oneof(fc.uuid(), odd.map(asText)), { nil: undefined, freq: 3 }),
    query: fc.tuple(...asked).map((pairs) => pairs.filter((pair) => pair !== null)),
    headers,
    body: sent,
  });
}

/** The status of the answer; the things of the organization are put where the example has ids of its own. */
async function statusOf(operation: Operation, { as, about, path, query, headers, body }: Asked): Promise<string> {
  const asking = owners[as];
  const asked = owners[about];
  if (asking === undefined || asked === undefined) throw new Error("nobody asks");
  const filled =
    path === undefined
      ? pathOfThings(operation.path, asked.things)
      : operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(path.toWellFormed().slice(0, 500)));
  const search = new URLSearchParams(query.map(([name, value]) => [name, asText(value).slice(0, 2000)]));
  const sent = body === undefined ? undefined : withThings(body, asked.things);
  const answer = await house.api(`${filled}?${search}`, {
    ...(operation.isPublic ? {} : asking.owner),
    method: operation.method,
    headers: { ...(sent !== undefined && { "content-type": "application/json" }), ...latin(headers) },
    ...(sent !== undefined && { body: sent }),
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  });
  if (answer.status < 500) {
    await answer.body?.cancel();
    return "below 500";
  }
  const requestId = answer.headers.get("x-request-id") ?? "";
  const logged = house.logs().filter(({ message }) => message.includes(requestId));
  return [`${answer.status} ${await answer.text()}`, ...logged.map(({ message }) => message)].join("\n");
}

function withThings(body: string, things: Things): string {
  try {
    return JSON.stringify(bodyOfThings(JSON.parse(body), things));
  } catch {
    return body;
  }
}

/** Header values that `fetch` can send at all. */
const latin = (given: Record<string, string>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => /^[\x20-\xff]*$/.test(value)));

describe.each(operations)("$method $path", (operation) => {
  it("answers below 500, whatever it is asked", { timeout: 60_000 + REQUESTS_EACH * 200 }, async () => {
    await fc.assert(
      fc.asyncProperty(requests(operation), async (asked) => {
        expect(await statusOf(operation, asked)).toBe("below 500");
      }),
      { numRuns: REQUESTS_EACH, seed: SEED, endOnFailure: true },
    );
  });
});
