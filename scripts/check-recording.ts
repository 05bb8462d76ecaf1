import { readFileSync } from "node:fs";
import { join } from "node:path";
import { extractSchemas } from "@allokoli/emulators/vapi/validation/extract";
import { publishedValidator } from "@allokoli/emulators/vapi/validation/published";
import { checkRecording } from "@allokoli/emulators/vapi/recording";
import { ROOT } from "./paths.ts";

// Checks the requests to Vapi that `npm test -- --record` stored against the schemas that Vapi publishes.
//   node scripts/check-recording.ts [recording.jsonl [openapi.json]]
const [recording = join(ROOT, "test-results/vapi-requests.jsonl"), openapi] = process.argv.slice(2);
const { counts, unpublished, cleared, refused, invalid, unknown } = checkRecording(
  readFileSync(recording, "utf8"),
  publishedValidator(openapi === undefined ? ownSchemas() : extractSchemas(readJson(openapi))),
);

for (const [operation, count] of sorted(counts)) console.log(`${String(count).padStart(6)}  ${operation}`);
for (const [operation, count] of sorted(unpublished)) {
  console.log(`${String(count).padStart(6)}  ${operation}: Vapi publishes no schema of it`);
}
for (const [operation, count] of sorted(refused)) {
  console.log(`${String(count).padStart(6)}  ${operation}: refused with 400, and not checked`);
}
for (const [field, count] of sorted(cleared)) {
  console.log(`${String(count).padStart(6)}  ${field}: cleared by null, for which Vapi publishes nothing`);
}
for (const { line, operation, complaints } of invalid) {
  console.log(`line ${line}, ${operation}:`);
  for (const complaint of complaints) console.log(`  ${complaint}`);
}
for (const operation of [...unknown].toSorted()) console.log(`${operation}: no schema is known`);

const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
console.log(`${total} bodies checked, ${invalid.length} invalid, ${unknown.size} operations without a schema`);
// A recording in which nothing was checked proves nothing.
process.exitCode = total === 0 || invalid.length > 0 || unknown.size > 0 ? 1 : 0;

function ownSchemas(): object {
  return readJson(join(ROOT, "packages/emulators/src/vapi/validation/schemas.json"));
}

function readJson(path: string): object {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof value !== "object" || value === null) throw new Error(`${path} holds no object`);
  return value;
}

function sorted(counts: Map<string, number>): [string, number][] {
  return [...counts].toSorted(([left], [right]) => (left < right ? -1 : 1));
}
