import type { WebhookSecret } from "../api/types.ts";
import type { ApiProblem } from "../api/client.ts";
import { textIn } from "../form.ts";
import {
  replayedQuery,
  replayErrors,
  replayOf,
  sendAgain,
  typedReplay,
  type ReplayErrors,
  type TypedReplay,
} from "./deliveries.ts";
import { bodyOf, typedWebhook, webhookErrors, type TypedWebhook, type WebhookErrors } from "./webhooks.ts";

/** What a form of a webhook's page came to: the next page, a secret to be shown in this answer, or what was wrong. */
export type Posted =
  | { to: string }
  | { secret: WebhookSecret }
  | {
      problem: ApiProblem;
      intent: string;
      webhook?: { typed: TypedWebhook; errors: WebhookErrors };
      replay?: { typed: TypedReplay; errors: ReplayErrors };
    };

/** Carry out a form of a webhook's page. */
export async function postWebhook(
  { api, timeZone }: Pick<App.Locals, "api" | "timeZone">,
  id: string,
  form: FormData,
): Promise<Posted> {
  const path = { id };
  const here = `/settings/webhooks/${id}`;
  const intent = textIn(form, "intent");
  const ifMatch = textIn(form, "etag") || undefined;
  switch (intent) {
    case "pause":
    case "resume": {
      const state = intent === "pause" ? "disabled" : "enabled";
      const done = await api.patch("/v1/webhooks/{id}", { path, ifMatch, body: { state } });
      return done.ok
        ? { to: `${here}?done=webhook-${intent === "pause" ? "paused" : "resumed"}` }
        : { intent, problem: done.problem };
    }
    case "ping": {
      const sent = await api.post("/v1/webhooks/{id}/ping", { path });
      return sent.ok
        ? { to: `${here}/deliveries/${sent.data.deliveryId}?done=pinged` }
        : { intent, problem: sent.problem };
    }
    case "send-again": {
      const sent = await sendAgain(api, id);
      if (!sent.ok) return { intent, problem: sent.problem };
      return { to: `${here}?done=replayed&queued=${sent.data.queued}${sent.data.isMore ? "&more=failed" : ""}` };
    }
    case "replay": {
      const typed = typedReplay(form);
      const errors = replayErrors(typed, timeZone);
      if (Object.keys(errors).length > 0)
        return { intent, problem: { code: "validation_failed", status: 422 }, replay: { typed, errors } };
      const sent = await api.post("/v1/webhooks/{id}/replay", { path, body: replayOf(typed, timeZone) });
      return sent.ok
        ? { to: `${here}?${replayedQuery(sent.data, typed)}` }
        : { intent, problem: sent.problem, replay: { typed, errors: {} } };
    }
    case "rotate": {
      const query = { endPrevious: form.has("endPrevious") ? "true" : "false" };
      const made = await api.post("/v1/webhooks/{id}/rotate-secret", { path, query });
      return made.ok ? { secret: made.data } : { intent, problem: made.problem };
    }
    case "delete": {
      const gone = await api.delete("/v1/webhooks/{id}", { path });
      return gone.ok ? { to: "/settings/webhooks?done=deleted" } : { intent, problem: gone.problem };
    }
    default: {
      const typed = typedWebhook(form);
      const saved = await api.patch("/v1/webhooks/{id}", { path, ifMatch, body: bodyOf(typed) });
      if (saved.ok) return { to: `${here}?tab=settings&done=saved` };
      return { intent: "save", problem: saved.problem, webhook: { typed, errors: webhookErrors(saved.problem) } };
    }
  }
}

/** What was refused in the part of the page that `intents` names. */
export const refusedIn = (posted: Posted | undefined, intents: string[]) =>
  posted && "problem" in posted && intents.includes(posted.intent) ? posted : undefined;
