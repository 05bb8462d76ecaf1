import { asTyped, type Api, type ApiProblem } from "../api/client.ts";
import type { PhoneNumber, UpdateSquad } from "../api/types.ts";
import { textIn } from "../form.ts";
import { readPostedRows } from "../posted-rows.ts";
import { addMember, EMPTY_HANDOFF, moveMember, removeMember, saveHandoffs, type HandoffRow } from "./posted.ts";

/** What a posted form of a squad's page came to: the way to the result, or what to show again. */
export type Acted = {
  goTo?: string;
  problem?: ApiProblem;
  intent: string;
  form: FormData;
  /** The handoffs as they were typed, when their form is shown again. */
  rows?: HandoffRow[];
};

export const NOTHING: Acted = { intent: "", form: new FormData() };

export async function act(api: Api, id: string, form: FormData): Promise<Acted> {
  const intent = textIn(form, "intent");
  const path = { id };
  const here = `/squads/${id}`;
  const ifMatch = textIn(form, "etag") || undefined;
  const toldAs = (answer: { ok: boolean; problem?: ApiProblem }, goTo: string): Acted => ({
    intent,
    form,
    ...(answer.problem ? { problem: answer.problem } : { goTo }),
  });
  switch (intent) {
    case "up":
    case "down":
      return toldAs(await moveMember(api, id, form, intent === "up" ? -1 : 1), `${here}?done=saved`);
    case "add":
      return toldAs(await addMember(api, id, form), `${here}?done=member`);
    case "remove":
      return toldAs(await removeMember(api, id, form), `${here}?done=member-left`);
    case "rename": {
      const body = asTyped<UpdateSquad>({ name: textIn(form, "name") });
      return toldAs(await api.patch("/v1/squads/{id}", { path, body, ifMatch }), `${here}?done=saved`);
    }
    case "delete":
      return toldAs(await api.delete("/v1/squads/{id}", { path, ifMatch }), "/squads?done=deleted");
  }
  const posted = readPostedRows(form, "handoff", EMPTY_HANDOFF);
  if (!posted.sends) return { intent, form, rows: posted.rows };
  const { rows } = posted;
  return { ...toldAs(await saveHandoffs(api, id, form, rows), `${here}?done=saved`), rows };
}

/** Whether a squad answers a number, always or at some hours. */
export const isAnsweredBy = ({ squadId, hours }: Pick<PhoneNumber, "squadId" | "hours">, id: string) =>
  squadId === id ||
  [hours?.open, hours?.closed].some((answerer) => answerer?.type === "squad" && answerer.squadId === id);
