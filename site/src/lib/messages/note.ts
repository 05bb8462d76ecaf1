import { type Api, asTyped } from "../api/client.ts";
import type { CreateCallerMessage } from "../api/types.ts";
import { textIn } from "../form.ts";

/** Notes what a caller said in a call, as the form of the call's page says it. */
export function noteMessage(api: Api, callId: string, form: FormData) {
  const body = asTyped<CreateCallerMessage>({
    callId,
    body: textIn(form, "body"),
    callerName: textIn(form, "callerName") || null,
    isUrgent: form.has("isUrgent"),
  });
  return api.post("/v1/caller-messages", { body, idempotencyKey: textIn(form, "idempotencyKey") });
}
