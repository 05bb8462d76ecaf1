import type { z } from "zod";
import { ProviderRefused, ProviderUnavailable, toSentence } from "./errors.ts";

/** A provider answers within seconds; a purchase takes the longest. */
const TIMEOUT_MS = 12_000;
/** A page of a hundred numbers is about 60 KB. */
const MAX_ANSWER_BYTES = 1_000_000;

export type ApiRequest = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Including the query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
};

/** Why a provider refused, from the body of an answer that is not 2xx: a sentence, and where it has one, its own code. */
export type Refusal = { reason: string | undefined; code?: string | undefined };
export type ReadRefusal = (status: number, body: unknown) => Refusal;

/**
 * Send a request to a provider. Redirects are not followed: the request has a secret in it.
 * @throws {ProviderRefused} for a 4xx about the request
 * @throws {ProviderUnavailable} for every other answer that is not 2xx
 */
export async function ask<Schema extends z.ZodType>(
  baseUrl: string,
  { method, path, headers, body }: ApiRequest,
  schema: Schema,
  readRefusal: ReadRefusal,
): Promise<z.infer<Schema>> {
  const { status, json } = await exchange(new URL(path, baseUrl), {
    method,
    headers: { accept: "application/json", "user-agent": "AlloKoli", ...headers },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body !== undefined && { body }),
  });
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    const { reason, code } = readRefusal(status, json);
    const sentence = toSentence(reason?.trim() || `The provider answered ${status} and gave no reason`);
    throw new ProviderRefused(status, sentence, code);
  }
  const parsed = schema.safeParse(json);
  if (status < 200 || status >= 300 || !parsed.success) throw new ProviderUnavailable(status, parsed.error);
  return parsed.data;
}

async function exchange(url: URL, init: RequestInit): Promise<{ status: number; json: unknown }> {
  try {
    const response = await fetch(url, init);
    const text = response.status === 204 ? "" : await readBounded(response);
    return { status: response.status, json: text === "" ? undefined : toJson(text) };
  } catch (err) {
    // The message may have the address in it. That holds no secret, but is not needed either.
    throw new ProviderUnavailable(undefined, err);
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) throw new Error("the answer is too long");
  }
  return text + decoder.decode();
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const basicAuth = (user: string, password: string) => ({
  authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`,
});

export const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** The fields that have a value, as a query or a form. */
export const form = (fields: Record<string, string | number | boolean | undefined>) =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
  ).toString();
