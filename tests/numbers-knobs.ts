import { ACCOUNTS, type RunningNumbers } from "@allokoli/emulators/numbers/server";

export interface NumbersKnobs extends Pick<RunningNumbers, "url" | "owned" | "deeds"> {
  /** What opens the emulated accounts. */
  accounts: typeof ACCOUNTS;
  /** See POST /_emulator/faults. Lasts until cleared, or `times` requests. */
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  /** Somebody else buys a number. */
  sell(number: string): Promise<void>;
}

/** The numbers emulator as a test turns it. */
export function numbersKnobs({ url, owned, deeds }: RunningNumbers): NumbersKnobs {
  const knob = async (method: string, path: string, json?: object) => {
    const answer = await fetch(`${url}/_emulator${path}`, { method, ...(json && { body: JSON.stringify(json) }) });
    if (!answer.ok) throw new Error(`${method} /_emulator${path} answered ${answer.status}`);
    await answer.body?.cancel();
  };
  return {
    url,
    owned,
    deeds,
    accounts: ACCOUNTS,
    fault: (fault) => knob("POST", "/faults", fault),
    clearFaults: () => knob("DELETE", "/faults"),
    sell: (number) => knob("POST", "/sold", { number }),
  };
}
