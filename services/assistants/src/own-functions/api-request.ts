import { requestOutside, type OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import type { AddressRules } from "@allokoli/shared/http/public-url";
import { asObjectSchema } from "../tools/json-schema.ts";
import { withoutSecrets } from "../functions/mask-secrets.ts";
import type { KeptSettings } from "../functions/settings.ts";
import { fillUrl, placeholdersOf } from "../functions/url-template.ts";
import { toSingleLine } from "./single-line.ts";

type ApiRequest = Extract<KeptSettings, { kind: "apiRequest" }>;
export type Prepared = { method: string; url: string; headers: Record<string, string>; body: string | undefined };
/** The answer of a tool for the model. */
export type ToolAnswer = { result: string } | { error: string };

const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_CHARACTERS = 4000;

/**
 * The request of an `apiRequest` function. Parameters in its address go there; the others go into the query if the
 * method has no body, else into a JSON body. Values without a parameter are not sent: a caller may have talked the
 * model into them. Undefined when a value does not fit into the address.
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

/** Send it, under the rules for addresses that a tenant gives. The secrets of the request are masked in the answer. */
export const sendRequest = async (
  request: Prepared,
  { timeoutSeconds, secrets, rules }: { timeoutSeconds: number; secrets: string[]; rules: AddressRules },
): Promise<OutgoingAnswer> =>
  withoutSecrets(
    await requestOutside({ ...request, timeoutMs: timeoutSeconds * 1000 }, { rules, maxBytes: MAX_ANSWER_BYTES }),
    secrets,
  );

const FAILURES = {
  address: "The address may not be called.",
  redirect: "The address answered with a redirect, which is not followed.",
  timeout: "The address did not answer in time.",
  network: "The address could not be reached.",
} as const;

/** The reason why there was no answer, in a sentence. */
export const failureSentence = (reason: keyof typeof FAILURES) => FAILURES[reason];
export const BAD_ADDRESS = "A parameter cannot stand in the address.";

/** The answer as the model gets it. */
export const toToolAnswer = (answer: OutgoingAnswer): ToolAnswer => toToolAnswerBody(answer, () => undefined);

/** The same, for answers whose body may have a form of its own: `read` returns undefined when it has not. */
export function toToolAnswerBody(answer: OutgoingAnswer, read: (body: string) => ToolAnswer | undefined): ToolAnswer {
  if (answer.outcome === "failed") return { error: failureSentence(answer.reason) };
  const { status, body } = answer;
  if (status < 200 || status >= 300) return { error: `The address answered ${status}.` };
  const said = read(body) ?? { result: compact(body) };
  return "error" in said
    ? { error: toLine(said.error) || "It did not work." }
    : { result: toLine(said.result) || "Done." };
}

const toLine = (text: string) => toSingleLine(text).trim().slice(0, MAX_CHARACTERS).toWellFormed();

/** JSON without line breaks; any other text as it is. */
function compact(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return text;
  }
}
