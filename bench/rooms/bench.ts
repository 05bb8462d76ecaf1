/**
 * The cost of a live call as it grows: one more sentence is copied from its room to Postgres, after 100 events and
 * after 10,000. Fails when the long call's copy reads more rows of its room, or takes more than twice as long.
 */
import pg from "pg";
import { runTask } from "../../services/calls/src/room/tasks.ts";
import type { Observation } from "../../services/calls/src/room/events/translate.ts";
import { standingRoom } from "../../services/calls/src/testing/standing-room.ts";
import { newPerson } from "../people.ts";
import { median, report } from "../results.ts";
import { asWorkers, onThrowawayPostgres, type Throwaway } from "../throwaway-postgres.ts";

const FEW = 100;
const MANY = 10_000;
const MOST_TIMES = 2;
const ROUNDS = 60;

await onThrowawayPostgres(measure);

async function measure({ postgres, closing }: Throwaway): Promise<void> {
  const superuser = new pg.Client(postgres.url);
  await superuser.connect();
  closing.push(() => superuser.end());
  const { orgId } = await newPerson(superuser);
  const url = asWorkers(postgres.url);

  const few = await callWith(FEW, orgId, url);
  const many = await callWith(MANY, orgId, url);
  await superuser.query("vacuum analyze");
  const times = { few: [] as number[], many: [] as number[] };
  const read = { few: 0, many: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, call] of [["few", few] as const, ["many", many] as const]) {
      call.say(1);
      const before = call.memory.rowsRead;
      const from = performance.now();
      await call.copy();
      times[name].push(performance.now() - from);
      read[name] += call.memory.rowsRead - before;
    }
  }
  const ratio = median(times.many) / median(times.few);
  console.log(`One sentence more, copied; median of ${ROUNDS}, in turns. Rows read of the room: all rounds.\n`);
  for (const [name, events] of [["few", FEW] as const, ["many", MANY] as const])
    console.log(
      `after ${String(events).padStart(6)} events ${median(times[name]).toFixed(2).padStart(7)} ms ${String(read[name]).padStart(6)} rows`,
    );
  console.log("");
  report({
    work: `one sentence more in a call of ${MANY} events, copied to Postgres`,
    measured: `${median(times.many).toFixed(1)} ms, ${read.many} rows read`,
    peer: `after ${FEW} events ${median(times.few).toFixed(1)} ms, ${read.few} rows`,
    ratio,
    goal: `≤ ${MOST_TIMES} times, no row more`,
    holds: ratio <= MOST_TIMES && read.many <= read.few,
  });
}

/** A call with so many events, all of them copied. */
async function callWith(events: number, orgId: string, connectionString: string) {
  const { room, memory } = standingRoom({ orgId, callId: crypto.randomUUID(), own: false }, connectionString);
  let clock = Date.parse("2026-11-22T10:00:00Z");
  const sentence = (): Observation => {
    const at = new Date((clock += 1_000)).toISOString();
    const text = "Je voudrais un rendez-vous, s'il vous plaît.";
    return { key: `transcript:user:${clock}`, at, body: { type: "transcript", role: "user", text, final: true } };
  };
  const say = (count: number) =>
    room.apply({ facts: {}, observations: Array.from({ length: count }, sentence) }, "vapi");
  const copy = async () => {
    if (!(await runTask(room, "flush"))) throw new Error("the room was not copied");
  };
  say(events);
  while (room.doc()?.flushedSeq !== room.doc()?.progress.lastSeq) await copy();
  return { memory, say, copy };
}
