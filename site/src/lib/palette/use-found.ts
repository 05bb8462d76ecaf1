import { useEffect, useState } from "preact/hooks";
import { api } from "../api/browser.ts";
import type { ApiProblem } from "../api/client.ts";
import type { FoundItem } from "./groups.ts";
import { matches } from "./match.ts";

/** Whoever types on asks once, not for each letter. */
const PAUSE_MS = 120;
const MOST_EACH = 5;
const MOST_RECENT_EACH = 3;

type State = { typed: string; items: FoundItem[]; problem: ApiProblem | undefined };

/**
 * What the API finds for what is typed. An answer to what was typed before is never shown as one to what is typed now:
 * of the last one only those stay, meanwhile, that have the new words too.
 */
export function useFound(typed: string): { items: FoundItem[]; isAsking: boolean; problem: ApiProblem | undefined } {
  const [state, setState] = useState<State | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    const ask = async () => {
      const query = { q: typed || undefined, limit: String(typed === "" ? MOST_RECENT_EACH : MOST_EACH) };
      const answer = await api.get("/v1/search", { query, signal: abort.signal });
      if (abort.signal.aborted) return;
      setState({ typed, items: answer.ok ? answer.data.items : [], problem: answer.ok ? undefined : answer.problem });
    };
    const timer = setTimeout(() => void ask(), typed === "" ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed]);
  if (state === undefined) return { items: [], isAsking: true, problem: undefined };
  if (state.typed === typed) return { items: state.items, isAsking: false, problem: state.problem };
  const still = state.items.filter(({ name, number, text }) =>
    matches(`${name ?? ""} ${number ?? ""} ${text ?? ""}`, typed),
  );
  return { items: typed === "" ? [] : still, isAsking: true, problem: undefined };
}
