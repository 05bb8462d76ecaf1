#!/usr/bin/env node
// Checks the journal of a call, or a day of it, without AlloKoli: plain Node 20 or later, no package, no network.
//
//   node verify-journal.mjs FILE...
//
// Each FILE has the JSON of one of these, in any order:
//   GET /v1/calls/{id}/journal        a call's journal
//   GET /v1/journal-days/{id}         a day with its calls
//   an event "journal.day-closed"     as a webhook got it, kept by whoever received it
//
// Exit code 0: everything given is whole, and what is given of the same things agrees. 1: something was changed; it says
// what. 2: a file is none of these. docs/journal.md says what is hashed.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (text) => createHash("sha256").update(text, "utf8").digest("hex");

/** JSON as RFC 8785 has it: keys in the order of their UTF-16 units, strings and numbers as ECMAScript writes them. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

function checkJournal({ organizationId, callId, entries }) {
  const where = `call ${callId}`;
  let previousHash = sha256(`allokoli journal 1 ${organizationId} ${callId}`);
  entries.forEach(({ at, data, kind, position, recordedAt, ...entry }, index) => {
    const here = `${where}, entry ${index + 1}`;
    if (position !== index + 1) fault(here, `says that it is entry ${position}`);
    if (entry.previousHash !== previousHash) fault(here, "does not follow the entry before it");
    const hash = sha256(canonical({ at, data, kind, position, previousHash: entry.previousHash, recordedAt }));
    if (entry.hash !== hash) fault(here, "was changed");
    previousHash = entry.hash;
  });
}

function checkDay({ organizationId, until, previousHash, calls, hash, since }) {
  const first = sha256(`allokoli journal days 1 ${organizationId}`);
  if (since === null && previousHash !== first) fault(`day until ${until}`, "is not the organization's first");
  if (sha256(canonical({ calls, organizationId, previousHash, until })) !== hash)
    fault(`day until ${until}`, "was changed");
}

/** What a journal, a day and an event say of each other. */
function compare(journals, days, events) {
  for (const { data, organizationId } of events) {
    const day = days.find(({ id }) => id === data.id);
    if (day === undefined) continue;
    const same = ["since", "until", "previousHash", "hash"].every((name) => day[name] === data[name]);
    if (!same || day.organizationId !== organizationId || day.calls.length !== data.calls)
      fault(`day until ${day.until}`, "is not what the event said of it");
  }
  const heads = [...days, ...events.map(({ data, organizationId }) => ({ ...data, organizationId }))];
  for (const day of heads)
    for (const next of heads)
      if (next.organizationId === day.organizationId && next.since === day.until && next.previousHash !== day.hash)
        fault(`day until ${next.until}`, "does not follow the day before it");
  for (const { callId, entries, organizationId } of journals)
    for (const day of days.filter((one) => one.organizationId === organizationId)) {
      const last = entries.findLast(
        ({ recordedAt }) => recordedAt < day.until && (day.since === null || recordedAt >= day.since),
      );
      const told = day.calls.find((call) => call.callId === callId);
      if (last?.hash !== told?.hash || last?.position !== told?.position)
        fault(`call ${callId}`, `is not as the day until ${day.until} has it`);
    }
}

const journals = [];
const days = [];
const events = [];
if (process.argv.length < 3) {
  console.error("Say which files: node verify-journal.mjs FILE...");
  process.exit(2);
}
for (const file of process.argv.slice(2)) {
  let value;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (err) {
    console.error(`${file}: ${err.message}`);
    process.exit(2);
  }
  if (Array.isArray(value?.entries) && typeof value.callId === "string") journals.push(value);
  else if (Array.isArray(value?.calls) && typeof value.until === "string") days.push(value);
  else if (value?.type === "journal.day-closed") events.push(value);
  else {
    console.error(`${file}: neither a call's journal, nor a day with its calls, nor an event journal.day-closed`);
    process.exit(2);
  }
}
journals.forEach(checkJournal);
days.forEach(checkDay);
compare(journals, days, events);

for (const line of faults) console.error(line);
if (faults.length > 0) process.exit(1);
const entries = journals.reduce((sum, journal) => sum + journal.entries.length, 0);
console.log(
  `Whole: ${journals.length} journals with ${entries} entries, ${days.length} days, ${events.length} events.`,
);
