import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProviderName } from "./accounts.ts";
import { stockOf, type StockNumber } from "./stock.ts";

export type Owned = { id: string; provider: ProviderName; number: string; boughtAt: string };
/** Something that happened to a number, in order: what a test counts. */
export type Deed = { deed: "bought" | "released"; provider: ProviderName; number: string };

export type Books = {
  /** For sale at the provider at the moment. */
  available(provider: ProviderName): StockNumber[];
  owned(provider: ProviderName): Owned[];
  find(provider: ProviderName, idOrNumber: string): Owned | undefined;
  /** Undefined when the number is not for sale. */
  buy(provider: ProviderName, number: string, id: string): Owned | undefined;
  release(provider: ProviderName, id: string): boolean;
  /** Somebody else was faster. */
  sellToOthers(number: string): void;
  deeds(): Deed[];
  clear(): void;
};

type Kept = { owned: Owned[]; gone: string[] };

/** Who owns which number: in memory, with a copy on disk that outlives the process. */
export function openBooks(stateDir: string | undefined, now: () => Date = () => new Date()): Books {
  const file = stateDir === undefined ? undefined : join(stateDir, "numbers.json");
  let { owned, gone } = read(file);
  let deeds: Deed[] = [];
  const save = () => {
    if (stateDir === undefined || file === undefined) return;
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(file, JSON.stringify({ owned, gone } satisfies Kept));
  };
  const isFree = (number: string) => !gone.includes(number) && !owned.some((one) => one.number === number);
  const books: Books = {
    available: (provider) => stockOf(provider).filter(({ number }) => isFree(number)),
    owned: (provider) => owned.filter((one) => one.provider === provider),
    find: (provider, name) => books.owned(provider).find(({ id, number }) => id === name || number === name),
    buy(provider, number, id) {
      if (!books.available(provider).some((one) => one.number === number)) return undefined;
      const bought: Owned = { id, provider, number, boughtAt: now().toISOString() };
      owned.push(bought);
      deeds.push({ deed: "bought", provider, number });
      save();
      return bought;
    },
    release(provider, id) {
      const found = books.find(provider, id);
      if (found === undefined) return false;
      owned = owned.filter((one) => one !== found);
      deeds.push({ deed: "released", provider, number: found.number });
      save();
      return true;
    },
    sellToOthers(number) {
      gone.push(number);
      save();
    },
    deeds: () => deeds,
    clear() {
      owned = [];
      gone = [];
      deeds = [];
      save();
    },
  };
  return books;
}

function read(file: string | undefined): Kept {
  try {
    // The file is what `save` wrote.
    return file === undefined ? { owned: [], gone: [] } : (JSON.parse(readFileSync(file, "utf8")) as Kept);
  } catch {
    return { owned: [], gone: [] };
  }
}
