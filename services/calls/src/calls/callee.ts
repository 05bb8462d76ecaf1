import { findCallee } from "@allokoli/shared/db/callees";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import type { Callee } from "../room/api.ts";
import type { CreateCall } from "./contract.ts";

const FIELDS = { assistant: "assistantId", squad: "squadId", workflow: "workflowId" } as const;

/**
 * Who speaks for the organization in a call: what the body names, which Vapi has to know.
 * @throws {Problem} `validation_failed` at the field
 */
export async function requireCallee(tenant: Tenant, input: CreateCall): Promise<Callee> {
  const { kind, id } = askedFor(input);
  // As a write, which asks for the role before a room is opened.
  const callee = await tenant.write("member", (tx) => findCallee(tx, tenant.orgId, kind, id));
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
  return { kind, id, name: callee.name, vapiId: callee.vapiId };
}

/** The contract lets exactly one through. */
function askedFor({ assistantId, squadId, workflowId }: CreateCall): { kind: Callee["kind"]; id: string } {
  if (assistantId !== undefined) return { kind: "assistant", id: assistantId };
  if (squadId !== undefined) return { kind: "squad", id: squadId };
  return { kind: "workflow", id: workflowId ?? "" };
}
