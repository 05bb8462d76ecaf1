import { CALL_BACK_DAYS } from "@allokoli/shared/ended-reasons/call-back-days";
import type { Api } from "../api/client.ts";
import type { Call } from "../api/types.ts";

/** The callers whom nobody served, who still wait for a call, newest first. */
export const loadToCallBack = (api: Api, limit: number) =>
  api.get("/v1/calls", {
    query: { toCallBack: "true", from: new Date(Date.now() - CALL_BACK_DAYS * 86_400_000).toISOString(), limit },
  });

/** One line for each caller: who tried five times waits for one call. The newest call of each is shown. */
export function byCaller(calls: Call[]): { call: Call; ids: string[] }[] {
  const found = new Map<string, { call: Call; ids: string[] }>();
  for (const call of calls) {
    const number = call.customer.number ?? call.id;
    const earlier = found.get(number);
    if (earlier === undefined) found.set(number, { call, ids: [call.id] });
    else earlier.ids.push(call.id);
  }
  return [...found.values()];
}

/** Notes that somebody called back, or that it is open again, for all calls of one caller. */
export async function followUp(api: Api, ids: string[], isFollowedUp: boolean) {
  const answers = await Promise.all(
    ids.map((id) => api.patch("/v1/calls/{id}", { path: { id }, body: { isFollowedUp } })),
  );
  return answers.find((answer) => !answer.ok);
}
