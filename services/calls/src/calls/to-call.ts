import { familyOf } from "@allokoli/shared/ended-reasons/family-of";
import type { RecordingState } from "@allokoli/shared/db/schema/index";
import { z } from "zod";
import type { Call } from "./contract.ts";
import type { ListedCall } from "./store.ts";

const Texts = z.record(z.string(), z.string()).catch({});
const CostParts = z
  .array(
    z.object({ type: z.string(), provider: z.string().nullable(), usd: z.number(), minutes: z.number().nullable() }),
  )
  .catch([]);
const ms = z.number().nullable();
const TurnLatencies = z
  .array(z.object({ turnMs: ms, modelMs: ms, voiceMs: ms, transcriberMs: ms, endpointingMs: ms }))
  .catch([]);

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** How long Vapi keeps a recording. */
const AT_VAPI_MS = 14 * 24 * 60 * 60_000;

/** Before a sweep has planned a copy, and where it will not: of calls that Vapi has forgotten. */
const recordingStateOf = ({ recording, recordingState, endedAt }: ListedCall, now: number): RecordingState | null =>
  recording === null ? null : (recordingState ?? ((endedAt?.getTime() ?? 0) < now - AT_VAPI_MS ? "gone" : "waiting"));

/** A row as the API shows it. */
export function toCall(row: ListedCall): Call {
  const recordingState = recordingStateOf(row, Date.now());
  const turns = TurnLatencies.parse(row.turnLatencies ?? []);
  return {
    id: row.id,
    vapiCallId: row.vapiCallId,
    assistant:
      row.assistantId === null && row.assistantName === null ? null : { id: row.assistantId, name: row.assistantName },
    squadId: row.squadId,
    workflowId: row.workflowId,
    direction: row.direction,
    status: row.status,
    customer: { number: row.customerNumber, name: row.customerName },
    phoneNumber: { id: row.phoneNumberId, number: row.phoneNumber },
    name: row.name,
    metadata: Texts.parse(row.metadata),
    scheduledAt: iso(row.scheduledAt),
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
    endedReason: row.endedReason,
    endedFamily: row.endedReason === null ? null : familyOf(row.endedReason),
    endedSource: row.endedSource,
    durationMs: row.durationMs,
    summary: row.summary,
    success: row.success,
    successEvaluation: row.successEvaluation,
    structuredData: z.json().nullable().parse(row.structuredData),
    cost: row.costUsd === null ? null : { totalUsd: row.costUsd, parts: CostParts.parse(row.costBreakdown ?? []) },
    latency: turns.length === 0 ? null : { averageMs: row.latencyAverageMs, turns },
    hasRecording: recordingState !== null && recordingState !== "gone" && recordingState !== "expired",
    recording: recordingState === null ? null : { state: recordingState },
    followedUpAt: iso(row.followedUpAt),
    lastSeq: row.lastSeq,
    sync: { state: row.syncState, error: row.syncError },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
