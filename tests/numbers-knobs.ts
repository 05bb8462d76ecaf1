import { ACCOUNTS, REQUIREMENT_GROUPS, type RunningNumbers } from "@allokoli/emulators/numbers/server";

export interface NumbersKnobs extends Pick<RunningNumbers, "url" | "owned" | "changes" | "texts"> {
  /** The credentials of the emulated accounts. */
  accounts: typeof ACCOUNTS;
  /** Telnyx's documents: a group that was reviewed, and one that was not yet. */
  requirementGroups: typeof REQUIREMENT_GROUPS;
  /** See POST /_emulator/faults. Lasts until cleared, or `times` requests. */
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  /** Somebody else buys a number. */
  sell(number: string): Promise<void>;
  /** Somebody at Telnyx has reviewed the documents of an order. */
  review(number: string, verdict: "approved" | "declined"): Promise<void>;
  /** Whoever has the number `from` answers a text from `to` by STOP, or by START. */
  answer(from: string, to: string, word: "stop" | "start"): Promise<void>;
}

/** The controls of the numbers emulator for tests. */
export function numbersKnobs({ url, owned, changes, texts }: RunningNumbers): NumbersKnobs {
  const knob = async (method: string, path: string, json?: object) => {
    const answer = await fetch(`${url}/_emulator${path}`, { method, ...(json && { body: JSON.stringify(json) }) });
    if (!answer.ok) throw new Error(`${method} /_emulator${path} answered ${answer.status}`);
    await answer.body?.cancel();
  };
  return {
    url,
    owned,
    changes,
    texts,
    accounts: ACCOUNTS,
    requirementGroups: REQUIREMENT_GROUPS,
    fault: (fault) => knob("POST", "/faults", fault),
    clearFaults: () => knob("DELETE", "/faults"),
    sell: (number) => knob("POST", "/sold", { number }),
    review: (number, verdict) => knob("POST", "/reviewed", { number, verdict }),
    answer: (from, to, word) => knob("POST", "/answered", { from, to, word }),
  };
}
