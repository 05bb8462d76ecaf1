import type { Tx } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { given } from "@allokoli/shared/http/given";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { requireChange, settingsAfter } from "../assistants/change.ts";
import { chat, type ChatInput } from "../assistants/chat.ts";
import { chatTickets } from "../assistants/chat-ticket.ts";
import { compileAssistant } from "../assistants/compile.ts";
import { chatWithAssistant, UpdateAssistant } from "../assistants/contract.ts";
import { findCompiled } from "../assistants/references.ts";
import { assistantResource, toSettings, type AssistantRow } from "../assistants/store.ts";
import type { Env } from "../env.ts";
import { chatThroughSquad } from "../squads/chat.ts";
import { chatWithSquad, UpdateSquad } from "../squads/contract.ts";
import { findMembers, squadResource } from "../squads/store.ts";
import { withChange } from "../workflows/change.ts";
import { chatThrough } from "../workflows/chat.ts";
import { chatWithWorkflow, UpdateWorkflow } from "../workflows/contract.ts";
import { findContext, workflowResource } from "../workflows/store.ts";
import { findChange, type DraftKind } from "./store.ts";

/** Assistants, squads and workflows are tried in writing: as they are published, or as their draft would make them. */
export function routeTrials(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(chatWithAssistant, async (c) => {
    const { id } = c.req.valid("param");
    const { message, draft, previousChatId } = c.req.valid("json");
    const { row, change } = await readTried(
      c,
      { kind: "assistant", id, isDraft: draft },
      assistantResource,
      async (_tx, found, asked) => ({ row: found, change: asked }),
    );
    const { vapi, tickets, toVapiId } = trialOf(c, id);
    return chat(vapi, {
      assistant: change === undefined ? requireAtVapi(row) : { assistant: await compileDraft(c, row, change) },
      message,
      previousChatId: await toVapiId(previousChatId),
      toTicket: tickets.issue,
    });
  });

  app.openapi(chatWithSquad, async (c) => {
    const { id } = c.req.valid("param");
    const { message, draft, previousChatId, assistantId } = c.req.valid("json");
    const { orgId } = c.var.tenant;
    const { squad, assistants } = await readTried(
      c,
      { kind: "squad", id, isDraft: draft },
      squadResource,
      async (tx, row, change) => {
        const tried = {
          name: row.name,
          ...row.settings,
          ...(change !== undefined && given(UpdateSquad.parse(change))),
        };
        return { squad: tried, assistants: await findMembers(tx, orgId, tried) };
      },
    );
    const { vapi, tickets, toVapiId } = trialOf(c, id);
    const turn = await chatThroughSquad(vapi, {
      squad,
      context: { id, orgId, assistants },
      message,
      previousChatId: await toVapiId(previousChatId),
      speakingId: assistantId,
    });
    return c.json({ ...turn, chatId: await tickets.issue(turn.chatId) }, 200);
  });

  app.openapi(chatWithWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const { message, draft, previousChatId, nodeId, variables } = c.req.valid("json");
    const { orgId } = c.var.tenant;
    const { workflow, context } = await readTried(
      c,
      { kind: "workflow", id, isDraft: draft },
      workflowResource,
      async (tx, row, asked) => {
        const { name = row.name, ...change } = asked === undefined ? {} : UpdateWorkflow.parse(asked);
        const settings = withChange(row.settings, given(change));
        return { workflow: { name, ...settings }, context: await findContext(tx, { orgId, settings }) };
      },
    );
    const { vapi, tickets, toVapiId } = trialOf(c, id);
    const turn = await chatThrough(vapi, {
      workflow,
      context: { id, orgId, ...(await serversOf(c, { workflowId: id, isDraft: draft })), ...context, startAt: nodeId },
      message,
      previousChatId: await toVapiId(previousChatId),
      variables,
    });
    return c.json({ ...turn, chatId: await tickets.issue(turn.chatId) }, 200);
  });
}

type Resource<Row> = { find(tx: Tx, orgId: string, id: string): Promise<Row | undefined> };
type Tried = { kind: DraftKind; id: string; isDraft: boolean };

/** What is tried, looked at in the transaction that reads it: what is published, and the change that its draft is. */
async function readTried<Row, Found>(
  { var: { tenant } }: Scope<Env>,
  { kind, id, isDraft }: Tried,
  { find }: Resource<Row>,
  look: (tx: Tx, row: Row, change: unknown) => Promise<Found>,
): Promise<Found> {
  const { orgId } = tenant;
  // A chat costs money, so it needs the role that may change things, as a call does.
  return tenant.read(async (tx) => {
    const [row, change] = await Promise.all([
      find(tx, orgId, id),
      isDraft ? findChange(tx, { orgId, kind, id }) : undefined,
    ]);
    if (row === undefined) throw notFound(kind);
    if (isDraft && change === undefined) throw notFound("draft");
    return look(tx, row, change);
  }, "member");
}

function trialOf({ env: bindings, var: { tenant } }: Scope<Env>, id: string) {
  const env = requireEnv(bindings, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET"]);
  const tickets = chatTickets(env.VAPI_WEBHOOK_SECRET, { orgId: tenant.orgId, assistantId: id });
  const toVapiId = async (ticket: string | undefined) =>
    ticket === undefined ? undefined : tickets.requireChat(ticket);
  return { vapi: createVapi(env), tickets, toVapiId };
}

/** Our addresses for what is tried, which is not at Vapi: of a draft, its tools do what the draft says. */
async function serversOf(
  { env: bindings, var: { tenant } }: Scope<Env>,
  tried: { assistantId?: string; workflowId?: string; isDraft: boolean },
) {
  const env = requireEnv(bindings, ["VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL"]);
  const { orgId } = tenant;
  const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId };
  return { server: await vapiServer(ours), toolServer: await vapiServer({ ...ours, ...tried }) };
}

function requireAtVapi({ vapiAssistantId }: AssistantRow): ChatInput["assistant"] {
  if (vapiAssistantId !== null) return { assistantId: vapiAssistantId };
  throw new Problem("conflict", {
    detail: "The voice provider does not have this assistant yet: try again in a moment.",
  });
}

/** The assistant as its draft would make it, with the checks that publishing has. */
async function compileDraft(c: Scope<Env>, row: AssistantRow, asked: unknown) {
  const { tenant } = c.var;
  const settings = settingsAfter(toSettings(row), await requireChange(c, UpdateAssistant.parse(asked)));
  const context = await tenant.read((tx) => findCompiled(tx, tenant.orgId, settings), "member");
  const servers = await serversOf(c, { assistantId: row.id, isDraft: true });
  return compileAssistant(settings, { assistantId: row.id, orgId: tenant.orgId, ...servers, ...context });
}
