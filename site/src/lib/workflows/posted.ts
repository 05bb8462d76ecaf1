import { type Answer, type Api, type ApiProblem, asTyped } from "../api/client.ts";
import type { ExecuteWorkflow, UpdateWorkflow } from "../api/types.ts";
import { splitChoice } from "../assistants/choices.ts";
import { textIn } from "../form.ts";

export type Posted = { next: string } | { intent: string; problem: ApiProblem };

/** Carries out a form of a workflow's page: where to go next, or what was refused. */
export async function postWorkflow(api: Api, id: string, form: FormData): Promise<Posted> {
  const intent = textIn(form, "intent");
  const path = { id };
  const tag = textIn(form, "etag");
  const ifMatch = tag === "" ? {} : { ifMatch: tag };
  const then = (answer: Answer<unknown>, next: string): Posted =>
    answer.ok ? { next } : { intent, problem: answer.problem };
  switch (intent) {
    case "publish":
      return then(
        await api.post("/v1/workflows/{id}/publish", { path, ...ifMatch }),
        `/workflows/${id}?done=published`,
      );
    case "discard":
      return then(
        await api.delete("/v1/workflows/{id}/draft", { path, ...ifMatch }),
        `/workflows/${id}?done=discarded`,
      );
    case "speech":
      return then(
        await api.patch("/v1/workflows/{id}", { path, body: readSpeech(form), ...ifMatch }),
        `/workflows/${id}?done=saved`,
      );
    case "call":
      return call(api, id, form);
    default:
      return then(await api.delete("/v1/workflows/{id}", { path, ...ifMatch }), "/workflows?done=deleted");
  }
}

function readSpeech(form: FormData): UpdateWorkflow {
  const { provider, name } = splitChoice(textIn(form, "voice"));
  return asTyped<UpdateWorkflow>({
    language: textIn(form, "language"),
    voiceProvider: provider,
    voice: name,
    maxDurationSeconds: Math.round(Number(textIn(form, "minutes")) * 60),
    recordingEnabled: form.has("recordingEnabled"),
  });
}

async function call(api: Api, id: string, form: FormData): Promise<Posted> {
  const variables = [...form.entries()].flatMap(([name, value]) =>
    name.startsWith("input.") && typeof value === "string"
      ? [[name.slice("input.".length), value.trim()] as const]
      : [],
  );
  const answer = await api.post("/v1/workflows/{id}/execute", {
    path: { id },
    body: asTyped<ExecuteWorkflow>({
      customer: { number: textIn(form, "number") },
      ...(variables.length > 0 && { variables: Object.fromEntries(variables) }),
    }),
    idempotencyKey: textIn(form, "idempotencyKey") || crypto.randomUUID(),
  });
  if (!answer.ok) return { intent: "call", problem: answer.problem };
  // The calls, as POST /v1/calls answers them.
  const callId = answer.data.items[0]?.["id"];
  return { next: typeof callId === "string" ? `/calls/${callId}?done=called` : "/calls" };
}
