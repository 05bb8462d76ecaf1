import fc from "fast-check";
import { mangled, odd, valid } from "./arbitrary.ts";
import type { JsonSchema, Operation } from "./operations.ts";

/** One request to an operation; the ids of the fixtures are inserted when it is sent. */
export type RandomRequest = {
  /** The index of the organization that sends it, and of the one whose fixtures it is about. */
  as: number;
  about: number;
  /** Replaces every id in the address; if undefined, the fixtures' ids are used. */
  id: string | undefined;
  query: [string, string][];
  headers: Record<string, string>;
  body: string | undefined;
};

/** A valid cursor cannot be made up. */
const UNGUESSABLE = new Set(["cursor"]);
const MAX_ID = 500;
const MAX_QUERY = 2000;

const oddHeader = fc.constantFrom<[string, string]>(
  ["if-match", '"1"'],
  ["if-match", "*"],
  ["if-match", 'W/"x"'],
  ["if-match", '"99999999999999999999"'],
  ["idempotency-key", "key"],
  ["idempotency-key", "k".repeat(300)],
  ["idempotency-key", " "],
  ["range", "bytes=0-"],
  ["range", "bytes=9-1"],
  ["range", "lines=1"],
  ["last-event-id", "0"],
  ["last-event-id", "-1"],
  ["last-event-id", "x"],
  ["content-type", "text/plain"],
  ["content-type", "multipart/form-data"],
  ["content-type", "application/json; charset=latin1"],
  ["accept-language", ";;;"],
);

/**
 * Random requests to an operation, by that many organizations: some valid by the document, many with one fault, the rest
 * wholly invalid. An accepted request costs five times as much as a refused one.
 */
export function requests(
  operation: Operation,
  schemas: Record<string, JsonSchema>,
  organizations: number,
): fc.Arbitrary<RandomRequest> {
  const whole = wholeRequest(operation, schemas, organizations);
  const spoilt = whole.chain((asked) => spoiltOnce(asked, operation, organizations));
  const wild = fc.record({
    as: fc.nat(organizations - 1),
    about: fc.nat(organizations - 1),
    id: fc.option(oddId, { nil: undefined }),
    query: oddQuery(operation),
    headers: fc.array(oddHeader, { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
    body: operation.body === undefined ? fc.constant(undefined) : odd.map(asBody),
  });
  return fc.oneof({ weight: 1, arbitrary: whole }, { weight: 4, arbitrary: spoilt }, { weight: 5, arbitrary: wild });
}

function wholeRequest(operation: Operation, schemas: Record<string, JsonSchema>, organizations: number) {
  const asked = Object.entries(operation.query)
    .filter(([name]) => !UNGUESSABLE.has(name))
    .map(([name, schema]) =>
      fc.option(
        valid(schema, schemas).map((value): [string, string] => [name, asText(value)]),
        { freq: 1 },
      ),
    );
  return fc.nat(organizations - 1).chain((as) =>
    fc.record<RandomRequest>({
      as: fc.constant(as),
      about: fc.constant(as),
      id: fc.constant(undefined),
      query: fc.tuple(...asked).map((pairs) => pairs.filter((pair) => pair !== null)),
      headers: fc.constant({}),
      body: operation.body === undefined ? fc.constant(undefined) : wholeBody(operation, schemas).map(asBody),
    }),
  );
}

/** The example, the example with one field generated from the schema, or a body generated from the schema. */
function wholeBody({ body = {}, example }: Operation, schemas: Record<string, JsonSchema>): fc.Arbitrary<unknown> {
  const given = fc.constant(example);
  const made = valid(body, schemas);
  if (typeof example !== "object" || example === null) return fc.oneof(given, made);
  const other = fc.tuple(made, fc.nat()).map(([value, at]) => {
    const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
    const field = fields[at % Math.max(1, fields.length)];
    return field === undefined ? example : { ...example, [field[0]]: field[1] };
  });
  return fc.oneof(given, other, other, made);
}

function spoiltOnce(asked: RandomRequest, operation: Operation, organizations: number): fc.Arbitrary<RandomRequest> {
  const { body } = asked;
  const ways: fc.Arbitrary<RandomRequest>[] = [
    oddHeader.map(([name, value]) => ({ ...asked, headers: { [name]: value } })),
    oddQuery(operation).map((query) => ({ ...asked, query })),
  ];
  if (operation.path.includes("{")) {
    ways.push(
      fc.nat(organizations - 1).map((about) => ({ ...asked, about })),
      oddId.map((id) => ({ ...asked, id })),
    );
  }
  if (body !== undefined) {
    const wrong = mangled(JSON.parse(body)).map((value) => ({ ...asked, body: asBody(value) }));
    ways.push(
      wrong,
      wrong,
      wrong,
      odd.map((value) => ({ ...asked, body: asBody(value) })),
    );
  }
  return fc.oneof(...ways);
}

const oddId = fc.oneof(
  fc.uuid(),
  odd.map((value) => asText(value).toWellFormed().slice(0, MAX_ID)),
);

const oddQuery = ({ query }: Operation) =>
  fc.array(
    fc.tuple(
      fc.constantFrom(...Object.keys(query), "unknown"),
      odd.map((value) => asText(value).slice(0, MAX_QUERY)),
    ),
    { minLength: 1, maxLength: 2 },
  );

const asText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
const asBody = (value: unknown) => JSON.stringify(value) ?? "undefined";
