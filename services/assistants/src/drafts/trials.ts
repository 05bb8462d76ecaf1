import { requireEnv } from "@allokoli/shared/env/require-env";
import { given } from "@allokoli/shared/http/given";
import { notFound } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { chatTickets } from "../assistants/chat-ticket.ts";
import type { Env } from "../env.ts";
import { withChange } from "../workflows/change.ts";
import { chatThrough } from "../workflows/chat.ts";
import { chatWithWorkflow, UpdateWorkflow } from "../workflows/contract.ts";
import { findContext, workflowResource } from "../workflows/store.ts";
import { findDraft } from "./store.ts";

/** A workflow is tried in writing, as it is published or as its draft would make it. */
export function routeTrials(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(chatWithWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const { message, draft, previousChatId, nodeId, variables } = c.req.valid("json");
    const { tenant } = c.var;
    const env = requireEnv(c.env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL"]);
    const { workflow, context } = await readTried(c, id, draft);
    const tickets = chatTickets(env.VAPI_WEBHOOK_SECRET, { orgId: tenant.orgId, assistantId: id });
    const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId: tenant.orgId };
    const turn = await chatThrough(createVapi(env), {
      workflow,
      context: {
        id,
        orgId: tenant.orgId,
        server: await vapiServer(ours),
        toolServer: await vapiServer({ ...ours, workflowId: id }),
        ...context,
        startAt: nodeId,
      },
      message,
      previousChatId: previousChatId === undefined ? undefined : await tickets.requireChat(previousChatId),
      variables,
    });
    return c.json({ ...turn, chatId: await tickets.issue(turn.chatId) }, 200);
  });
}

/** A workflow as it is tried: published, or as its draft would make it. */
async function readTried({ var: { tenant } }: Scope<Env>, id: string, isDraft: boolean) {
  const { orgId } = tenant;
  // A chat costs money, so it needs the role that may change things, as a call does.
  return tenant.read(async (tx) => {
    const [row, draft] = await Promise.all([
      workflowResource.find(tx, orgId, id),
      isDraft ? findDraft(tx, { orgId, kind: "workflow", id }) : undefined,
    ]);
    if (row === undefined) throw notFound("workflow");
    if (isDraft && draft === undefined) throw notFound("draft");
    const { name = row.name, ...change } = draft === undefined ? {} : UpdateWorkflow.parse(draft.change);
    const settings = withChange(row.settings, given(change));
    return { workflow: { name, ...settings }, context: await findContext(tx, { orgId, settings }) };
  }, "member");
}
