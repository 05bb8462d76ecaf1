import { findCallee } from "@allokoli/shared/db/callees";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { findShareOfMinutes, longestCall } from "@allokoli/shared/limits/longest-call";
import type { CreateCall } from "./contract.ts";
import type { Callee } from "../room/state/call.ts";

const FIELDS = { assistant: "assistantId", squad: "squadId", workflow: "workflowId" } as const;

/** What of a request for a call says who speaks, and when. */
type Asked = Pick<CreateCall, "assistantId" | "squadId" | "workflowId" | "schedule">;

/** Who speaks, and the longest duration; undefined where the assistant's or squad's own limit is enough. */
export type Speaking = { callee: Callee; maxDurationSeconds: number | undefined };

/**
 * The assistant, squad or workflow that the body names, which must exist at Vapi.
 * @throws {Problem} `validation_failed` at the field
 */
export async function requireCallee(tenant: Tenant, input: Asked, now: Date): Promise<Speaking> {
  const { kind, id } = askedFor(input);
  // The role is checked before a room is opened. The room must know the call's maximum length from its start.
  const [callee, share] = await tenant.read(
    (tx) => Promise.all([findCallee(tx, tenant.orgId, kind, id), findShareOfMinutes(tx, tenant.orgId, now)]),
    "member",
  );
  const wrong = (message: string) => new Problem("validation_failed", { errors: [{ path: FIELDS[kind], message }] });
  if (callee === undefined)
    throw wrong(`is not ${kind === "assistant" ? "an assistant" : `a ${kind}`} of this organization`);
  if (callee.vapiId === null) {
    throw wrong(
      callee.hasFaults
        ? "has faults that are to be mended first: validate it to see them"
        : "is not known to the voice provider yet",
    );
  }
  return {
    callee: { kind, id, name: callee.name, vapiId: callee.vapiId },
    maxDurationSeconds: longestCall(callee.maxDurationSeconds, share, input.schedule !== undefined),
  };
}

/** The contract allows exactly one. */
function askedFor({ assistantId, squadId, workflowId }: Asked): { kind: Callee["kind"]; id: string } {
  if (assistantId !== undefined) return { kind: "assistant", id: assistantId };
  if (squadId !== undefined) return { kind: "squad", id: squadId };
  return { kind: "workflow", id: workflowId ?? "" };
}
