import { findUrlFault, type AddressRules } from "./public-url.ts";

export type OutgoingRequest = {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** For all of it, the reading of the answer included. */
  timeoutMs: number;
};

export type OutgoingAnswer =
  | {
      outcome: "answered";
      status: number;
      /** The first thirty, cut to 500 characters each; cookies are left out. */
      headers: Record<string, string>;
      /** As UTF-8, up to `maxBytes`. */
      body: string;
      isCut: boolean;
    }
  | { outcome: "failed"; reason: "address" | "redirect" | "timeout" | "network" };

/** Says of a request that it is one of ours to an address of a tenant's: one that comes back to us with it goes round in circles. */
export const HOP_HEADER = "x-allokoli-hop";

const MAX_HEADERS = 30;
const MAX_HEADER_LENGTH = 500;

/**
 * A request to an address that a tenant gave (invariant 8): only where `findUrlFault` finds none, no redirect followed,
 * bounded in time and in what is read of the answer, and with `HOP_HEADER`, whatever `headers` say. Never throws.
 */
export async function requestOutside(
  request: OutgoingRequest,
  { rules, maxBytes }: { rules: AddressRules; maxBytes: number },
): Promise<OutgoingAnswer> {
  const { url, method, headers, body, timeoutMs } = request;
  if (findUrlFault(url, rules) !== undefined) return { outcome: "failed", reason: "address" };
  try {
    const sent = new Headers(headers);
    sent.set(HOP_HEADER, "1");
    const response = await fetch(url, {
      method,
      headers: sent,
      ...(body !== undefined && { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { status } = response;
    if (status >= 300 && status < 400 && response.headers.has("location")) {
      await response.body?.cancel();
      return { outcome: "failed", reason: "redirect" };
    }
    const read = await readText(response, maxBytes);
    return { outcome: "answered", status, headers: shownHeaders(response.headers), ...read };
  } catch (err) {
    return { outcome: "failed", reason: err instanceof Error && err.name === "TimeoutError" ? "timeout" : "network" };
  }
}

async function readText(response: Response, maxBytes: number): Promise<{ body: string; isCut: boolean }> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let [body, left] = ["", maxBytes];
  while (reader !== undefined) {
    const { value, done } = await reader.read();
    if (done) break;
    const bytes: Uint8Array = value;
    body += decoder.decode(bytes.subarray(0, left), { stream: true });
    if (bytes.length > left) {
      await reader.cancel();
      return { body, isCut: true };
    }
    left -= bytes.length;
  }
  return { body: body + decoder.decode(), isCut: false };
}

const shownHeaders = (headers: Headers) =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => name !== "set-cookie")
      .slice(0, MAX_HEADERS)
      .map(([name, value]) => [name, value.slice(0, MAX_HEADER_LENGTH)]),
  );
