import type { Api, ApiProblem } from "../api/client.ts";
import { asTyped } from "../api/client.ts";
import type { UpdateCallerMessage } from "../api/types.ts";
import { textIn, textOf } from "../form.ts";

export type Posted = { done: "handled" | "reopened" | "saved"; id: string } | { problem: ApiProblem; id: string };

/** Carries out a posted form of the page of messages. An intent that it does not know changes nothing. */
export async function postMessage(api: Api, form: FormData): Promise<Posted> {
  const id = textIn(form, "id");
  const intent = textIn(form, "intent");
  const change = changeOf(form, intent);
  const answer = await api.patch("/v1/caller-messages/{id}", {
    path: { id },
    body: asTyped<UpdateCallerMessage>(change),
  });
  if (!answer.ok) return { problem: answer.problem, id };
  return { done: intent === "handle" ? "handled" : intent === "reopen" ? "reopened" : "saved", id };
}

function changeOf(form: FormData, intent: string) {
  if (intent === "handle") return { handled: true };
  if (intent === "reopen") return { handled: false };
  if (intent === "save") return { assignedTo: textIn(form, "assignedTo") || null, note: textOf(form, "note") || null };
  return {};
}
