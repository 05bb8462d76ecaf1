import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProviderName } from "./accounts.ts";
import { stockOf, type StockNumber } from "./stock.ts";

export type Owned = { id: string; provider: ProviderName; number: string; boughtAt: string };
/** Something that happened to a number, in order: what a test counts. */
export type NumberChange = { change: "bought" | "released"; provider: ProviderName; number: string };

/** A text message that was sent. */
export type Text = { provider: ProviderName; from: string; to: string; text: string };

/** An order at Telnyx, which takes time if documents are required. */
export type Order = {
  id: string;
  number: string;
  reference: string | null;
  status: "pending" | "success" | "failure" | "cancelled";
  requirementsMet: boolean;
};

export type NumbersState = {
  orders(): Order[];
  /** A number that is being ordered is for sale no longer. */
  putOrder(order: Order): void;
  /** For sale at the provider at the moment. */
  available(provider: ProviderName): StockNumber[];
  owned(provider: ProviderName): Owned[];
  find(provider: ProviderName, idOrNumber: string): Owned | undefined;
  /** Undefined when the number is not for sale. */
  buy(provider: ProviderName, number: string, id: string): Owned | undefined;
  release(provider: ProviderName, id: string): boolean;
  /** Somebody else was faster. */
  sellToOthers(number: string): void;
  changes(): NumberChange[];
  putText(text: Text): void;
  /** The oldest first. */
  texts(): Text[];
  /** Whoever has a number answers STOP, or START. */
  answer(from: string, to: string, word: "stop" | "start"): void;
  isStopped(from: string, to: string): boolean;
  clear(): void;
};

type Kept = { owned: Owned[]; gone: string[]; orders: Order[]; texts: Text[]; stopped: string[] };

/** Enough to look at what came. */
const TEXTS_KEPT = 500;

/** Who owns which number: in memory, with a copy on disk that outlives the process. */
export function openState(stateDir: string | undefined, now: () => Date = () => new Date()): NumbersState {
  const file = stateDir === undefined ? undefined : join(stateDir, "numbers.json");
  let { owned, gone, orders, texts, stopped } = read(file);
  let changes: NumberChange[] = [];
  const save = () => {
    if (stateDir === undefined || file === undefined) return;
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(file, JSON.stringify({ owned, gone, orders, texts, stopped } satisfies Kept));
  };
  const isOrdered = (number: string) => orders.some((one) => one.number === number && one.status === "pending");
  const isFree = (number: string) =>
    !gone.includes(number) && !isOrdered(number) && !owned.some((one) => one.number === number);
  const state: NumbersState = {
    orders: () => orders,
    putOrder(order) {
      orders = [...orders.filter(({ id }) => id !== order.id), order];
      save();
    },
    available: (provider) => stockOf(provider).filter(({ number }) => isFree(number)),
    owned: (provider) => owned.filter((one) => one.provider === provider),
    find: (provider, name) => state.owned(provider).find(({ id, number }) => id === name || number === name),
    buy(provider, number, id) {
      if (!state.available(provider).some((one) => one.number === number)) return undefined;
      const bought: Owned = { id, provider, number, boughtAt: now().toISOString() };
      owned.push(bought);
      changes.push({ change: "bought", provider, number });
      save();
      return bought;
    },
    release(provider, id) {
      const found = state.find(provider, id);
      if (found === undefined) return false;
      owned = owned.filter((one) => one !== found);
      changes.push({ change: "released", provider, number: found.number });
      save();
      return true;
    },
    sellToOthers(number) {
      gone.push(number);
      save();
    },
    changes: () => changes,
    putText(text) {
      texts = [...texts, text].slice(-TEXTS_KEPT);
      save();
    },
    texts: () => texts,
    answer(from, to, word) {
      const pair = `${from} ${to}`;
      stopped = [...stopped.filter((one) => one !== pair), ...(word === "stop" ? [pair] : [])];
      save();
    },
    isStopped: (from, to) => stopped.includes(`${from} ${to}`),
    clear() {
      owned = [];
      gone = [];
      orders = [];
      changes = [];
      texts = [];
      stopped = [];
      save();
    },
  };
  return state;
}

function read(file: string | undefined): Kept {
  const nothing: Kept = { owned: [], gone: [], orders: [], texts: [], stopped: [] };
  try {
    // The file is what `save` wrote; an older one lacks what there was not yet.
    return file === undefined ? nothing : { ...nothing, ...(JSON.parse(readFileSync(file, "utf8")) as Partial<Kept>) };
  } catch {
    return nothing;
  }
}
