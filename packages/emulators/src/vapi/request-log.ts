import { appendFileSync } from "node:fs";
import type { Json } from "./json.ts";

const KEPT = 2000;

export type LoggedRequest = {
  at: string;
  method: string;
  path: string;
  query: Record<string, string>;
  body?: Json;
  status: number;
  /** Of a tool its type, of a number or a credential its provider: a PATCH does not say it. */
  variant?: string;
  /** What a fault did to it, if one struck. */
  fault?: string;
};

export type RequestLog = {
  add(entry: LoggedRequest): void;
  list(): LoggedRequest[];
  clear(): void;
};

/** What clients asked, for tests to look at; one JSON line each in `file` when there is one. */
export function createRequestLog(file: string | undefined): RequestLog {
  let entries: LoggedRequest[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > KEPT) entries = entries.slice(-KEPT);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
    list: () => entries,
    clear() {
      entries = [];
    },
  };
}
