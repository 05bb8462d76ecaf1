import { assistants, calls } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { saysItIsAi } from "@allokoli/shared/notice/says-it-is-ai";
import { saysItIsRecorded } from "@allokoli/shared/notice/says-it-is-recorded";
import { LANGUAGES } from "@allokoli/shared/speech/providers";
import canonicalize from "canonicalize";
import { and, eq, inArray, or, type SQL } from "drizzle-orm";
import type { Fact } from "../../journal/write.ts";
import { transferKey } from "../events/translate.ts";
import type { NumberedEvent } from "../events/history.ts";
import type { Report } from "../events/report.ts";
import type { RoomDoc } from "../state/doc.ts";
import type { LiveCall } from "../state/call.ts";

/** What a batch brings that the journal tells of. */
export type Told = { doc: RoomDoc; call: LiveCall; fresh: NumberedEvent[]; report: Report | undefined };

/** An assistant that may speak in the call, as it is when it begins to. */
export type Speaker = { id: string; version: number; recordingEnabled: boolean };
/** Who answers, by the call's row, and the assistants that the batch names. */
export type Answerers = {
  answers: { assistantId: string | null; squadId: string | null; workflowId: string | null };
  speakers: Speaker[];
};

export const NOBODY: Answerers = { answers: { assistantId: null, squadId: null, workflowId: null }, speakers: [] };

/** Whether the answerers have to be looked up: at the beginning, and when another assistant speaks. */
export const asksWhoAnswers = ({ doc, fresh }: Told) =>
  doc.flushedSeq === 0 || fresh.some(({ body }) => body.type === "assistant.started");

export async function findAnswerers(tx: Tx, { doc, fresh }: Told): Promise<Answerers> {
  const { orgId, callId } = doc;
  const named = fresh.flatMap(({ body }) =>
    body.type === "assistant.started" && body.assistantId !== null ? [body.assistantId] : [],
  );
  const ofCall = tx
    .select({ id: calls.assistantId })
    .from(calls)
    .where(and(eq(calls.orgId, orgId), eq(calls.id, callId)));
  const which: SQL | undefined = or(
    inArray(assistants.id, ofCall),
    named.length === 0 ? undefined : inArray(assistants.id, named),
  );
  const [[answers], speakers] = await Promise.all([
    tx
      .select({ assistantId: calls.assistantId, squadId: calls.squadId, workflowId: calls.workflowId })
      .from(calls)
      .where(and(eq(calls.orgId, orgId), eq(calls.id, callId)))
      .execute(),
    tx
      .select({ id: assistants.id, version: assistants.version, recordingEnabled: assistants.recordingEnabled })
      .from(assistants)
      .where(and(eq(assistants.orgId, orgId), which))
      .execute(),
  ]);
  return { answers: answers ?? NOBODY.answers, speakers };
}

/** The facts of a batch, in their order. Telling the same batch again tells the same keys. */
export function factsOf(told: Told, { answers, speakers }: Answerers): Fact[] {
  const { doc, call, fresh, report } = told;
  const answered = (id: string | null, at: string): Fact[] =>
    speakers.filter((speaker) => speaker.id === id).map((speaker) => answeredBy(speaker, at));
  return [
    ...(doc.flushedSeq === 0 ? [began(call, answers), ...answered(answers.assistantId, call.createdAt)] : []),
    ...fresh.flatMap((event, index) => [
      ...(event.body.type === "assistant.started" ? answered(event.body.assistantId, event.at) : []),
      ...noticesIn(fresh, index),
      ...factOf(event),
    ]),
    ...(report === undefined || doc.flushedReport ? [] : [reported(doc, report)]),
  ];
}

const began = (call: LiveCall, answers: Answerers["answers"]): Fact => ({
  key: "call.began",
  kind: "call.began",
  at: call.createdAt,
  data: { direction: call.direction, ...answers },
  personal: { caller: call.customer.number, line: call.phoneNumber.number },
});

/** The version in force when an assistant first speaks in the call, and whether it records. */
const answeredBy = ({ id, version, recordingEnabled }: Speaker, at: string): Fact => ({
  key: `assistant.answered ${id}`,
  kind: "assistant.answered",
  at,
  data: { assistantId: id, version, recording: recordingEnabled },
});

/** A sentence may come in several lines: those that follow each other are read as one. */
function noticesIn(fresh: NumberedEvent[], index: number): Fact[] {
  const event = fresh[index];
  if (event === undefined || !isAssistants(event)) return [];
  const words: string[] = [];
  for (let at = index; at >= 0; at -= 1) {
    const line = fresh[at];
    if (line?.body.type !== "transcript") continue;
    if (line.body.role !== "assistant") break;
    words.unshift(line.body.text);
  }
  const said = words.join(" ");
  const notice = (kind: "notice.ai" | "notice.recording"): Fact => ({
    key: kind,
    kind,
    at: event.at,
    data: { event: event.seq },
    personal: { words: said },
  });
  return [
    ...(LANGUAGES.some((language) => saysItIsAi(said, language)) ? [notice("notice.ai")] : []),
    ...(saysItIsRecorded(said) ? [notice("notice.recording")] : []),
  ];
}

const isAssistants = ({ body }: NumberedEvent) => body.type === "transcript" && body.role === "assistant";

function factOf({ seq, key: eventKey, at, body }: NumberedEvent): Fact[] {
  const fact = (kind: Fact["kind"], data: Fact["data"] = {}, personal: Fact["personal"] = {}): Fact[] => [
    { key: `event ${seq}`, kind, at, data: { event: seq, ...data }, personal },
  ];
  switch (body.type) {
    case "call.status":
      if (body.status === "in-progress") return fact("call.answered");
      if (body.status !== "ended") return [];
      return fact("call.ended", { reason: body.endedReason ?? null, source: body.source ?? "vapi" });
    case "tool.called":
      return fact("function.called", { name: body.name }, { arguments: canonicalize(body.arguments) ?? null });
    case "tool.result":
      return fact("function.answered", { name: body.name }, { result: canonicalize(body.result) ?? null });
    case "transfer.requested":
      return fact("call.transferring", {}, { to: body.to });
    case "handoff":
      return eventKey === transferKey(body.to ?? "")
        ? fact("call.transferred", {}, { to: body.to })
        : fact("assistant.handed-over", {}, { from: body.from, to: body.to });
    default:
      return [];
  }
}

/** A report that replaces ours is another fact: who said it is part of the key. */
const reported = ({ progress }: RoomDoc, report: Report): Fact => ({
  key: `call.reported ${progress.reportedBy ?? "vapi"} ${progress.lastSeq}`,
  kind: "call.reported",
  at: report.endedAt ?? progress.endedAt ?? new Date(0).toISOString(),
  data: {
    source: progress.reportedBy ?? "vapi",
    durationMs: report.durationMs,
    recorded: report.recording !== null,
    lines: report.turns.length,
  },
  personal: { conversation: conversationOf(report) },
});

/** The conversation as one text: a line each, with who said it. */
const conversationOf = ({ turns }: Report) =>
  turns.flatMap((turn) => (turn.role === "tool" ? [] : [`${turn.role}: ${turn.text}`])).join("\n");
