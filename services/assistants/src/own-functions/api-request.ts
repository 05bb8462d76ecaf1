import { requestOutside, type OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import { asObjectSchema } from "../functions/json-schema.ts";
import { withoutSecrets } from "../functions/mask-secrets.ts";
import type { KeptSettings } from "../functions/settings.ts";
import { fillUrl, placeholdersOf } from "../functions/url-template.ts";
import { toSingleLine } from "./single-line.ts";

type ApiRequest = Extract<KeptSettings, { kind: "apiRequest" }>;
export type Prepared = { method: string; url: string; headers: Record<string, string>; body: string | undefined };
/** What the model is told. */
export type Told = { result: string } | { error: string };

const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_CHARACTERS = 4000;

/**
 * The request of an `apiRequest` function: parameters that its address names stand there, the others in the query where
 * the method has no body, else in a JSON body. What a caller talks the model into adding is no parameter, and goes nowhere.
 * Undefined when a value cannot stand in the address.
 */
export function prepareRequest(
  { method, url: template, parameters }: Pick<ApiRequest, "method" | "url" | "parameters">,
  headers: Record<string, string>,
  values: Record<string, unknown>,
): Prepared | undefined {
  const url = fillUrl(template, values);
  if (url === undefined) return undefined;
  const placed = new Set(placeholdersOf(template));
  const { properties = {} } = asObjectSchema(parameters);
  const rest = Object.entries(values).filter(([name]) => Object.hasOwn(properties, name) && !placed.has(name));
  if (method === "GET" || method === "DELETE") {
    for (const [name, value] of rest) {
      url.searchParams.append(name, typeof value === "string" ? value : JSON.stringify(value));
    }
    return { method, url: url.href, headers, body: undefined };
  }
  const body = JSON.stringify(Object.fromEntries(rest));
  return { method, url: url.href, headers: { "content-type": "application/json", ...headers }, body };
}

/** Send it, under the rules for addresses that a tenant gave. The answer has none of the secrets that went with it. */
export const sendRequest = async (
  request: Prepared,
  { timeoutSeconds, secrets, development }: { timeoutSeconds: number; secrets: string[]; development: boolean },
): Promise<OutgoingAnswer> =>
  withoutSecrets(
    await requestOutside({ ...request, timeoutMs: timeoutSeconds * 1000 }, { development, maxBytes: MAX_ANSWER_BYTES }),
    secrets,
  );

const FAILURES = {
  address: "The address may not be called.",
  redirect: "The address answered with a redirect, which is not followed.",
  timeout: "The address did not answer in time.",
  network: "The address could not be reached.",
} as const;

/** Why there was no answer, in a sentence. */
export const failureSentence = (reason: keyof typeof FAILURES) => FAILURES[reason];
export const BAD_ADDRESS = "A parameter cannot stand in the address.";

/** The answer, as the model is told it. */
export function toTold(answer: OutgoingAnswer): Told {
  if (answer.outcome === "failed") return { error: failureSentence(answer.reason) };
  const { status, body } = answer;
  if (status < 200 || status >= 300) return { error: `The address answered ${status}.` };
  const text = toSingleLine(compact(body)).trim().slice(0, MAX_CHARACTERS).toWellFormed();
  return { result: text === "" ? "Done." : text };
}

/** JSON without its line breaks; anything else as it is. */
function compact(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return text;
  }
}
