import { connect } from "@allokoli/shared/db/connect";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { assistants } from "@allokoli/shared/db/schema/index";
import { assistantOf, claimsOf, openFixture } from "@allokoli/shared/db/testing/fixture";
import { findCall } from "../calls/store.ts";
import { countLines, NO_LINES } from "../room/events/lines.ts";
import { translate } from "../room/events/translate.ts";
import { newDoc, type RoomDoc } from "../room/state/doc.ts";
import { toLiveCall } from "../room/state/live-call.ts";
import type { Batch } from "../room/sync/flush.ts";
import { RecordedCall } from "./recorded-call.ts";
import { playCall, type Said } from "./played-call.ts";

export const NOW = "2026-11-22T12:00:00.000Z";
export const SAID: Said[] = [
  { who: "bot", text: "Cabinet du docteur Lefèvre, bonjour." },
  { who: "user", text: "Je voudrais un rendez-vous pour une otite." },
  { who: "tool", id: "call_1", result: "lundi" },
  { who: "bot", text: "Lundi à neuf heures ?" },
];

/** A Postgres to copy calls to, and the state of their rooms when they are copied. */
export async function openCopies() {
  const fixture = await openFixture();
  const { orgId } = fixture;
  const database = connect(fixture.appUrl);
  const system = systemTenant(database, orgId);
  const member = personTenant(database, claimsOf(fixture.people.member), orgId);

  const [assistant] = await member.write("member", (tx) =>
    tx.insert(assistants).values(assistantOf(orgId)).returning({ id: assistants.id }),
  );

  function docOf(recorded: RecordedCall, callId: string, known: Partial<RoomDoc> = {}): RoomDoc {
    const facts = translate(playCall(SAID).messages[0] ?? {}, NOW)?.facts ?? {};
    return {
      ...newDoc({ orgId, callId, own: false }, null, 0),
      atVapi: { callId, controlUrl: null },
      facts,
      progress: recorded.progress,
      version: 1,
      ...known,
    };
  }

  function batchOf(recorded: RecordedCall, callId: string, known: Partial<RoomDoc> = {}): Batch {
    const doc = docOf(recorded, callId, known);
    const copied = recorded.events.filter(({ seq }) => seq <= doc.flushedSeq);
    const fresh = recorded.events.slice(copied.length);
    const before = countLines(NO_LINES, copied);
    return { doc, call: toLiveCall(doc), fresh, before, report: recorded.report, told: recorded.events };
  }

  return {
    fixture,
    database,
    system,
    member,
    assistantId: assistant?.id ?? "",
    docOf,
    batchOf,
    findCall: (callId: string) => member.read((tx) => findCall(tx, orgId, callId)),
    async count(table: "call_events" | "messages" | "events", callId: string) {
      const column = table === "events" ? "resource_id" : "call_id";
      const { rows } = await fixture.superuser.query(`select count(*)::int as n from ${table} where ${column} = $1`, [
        callId,
      ]);
      return Number(rows[0]?.n);
    },
    async close() {
      await database.close();
      await fixture.close();
    },
  };
}
export type Copies = Awaited<ReturnType<typeof openCopies>>;

/** The call after so many of its messages. */
export function playedTo(count: number, said = SAID): RecordedCall {
  const recorded = new RecordedCall();
  for (const message of playCall(said).messages.slice(0, count)) {
    const sighting = translate(message, NOW);
    if (sighting !== undefined) recorded.add(sighting, "vapi");
  }
  return recorded;
}
