import { familyOf } from "@allokoli/shared/ended-reasons/family-of";
import { z } from "zod";
import type { Call } from "./contract.ts";
import type { CallRow } from "./store.ts";

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

/** A row as the API shows it. */
export function toCall(row: CallRow): Call {
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
    hasRecording: row.recording !== null,
    followedUpAt: iso(row.followedUpAt),
    lastSeq: row.lastSeq,
    sync: { state: row.syncState, error: row.syncError },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
