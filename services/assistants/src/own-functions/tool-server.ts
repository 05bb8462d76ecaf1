import { SIGNATURE_HEADERS, signedHeaders } from "@allokoli/shared/crypto/signing";
import { toSortedJson } from "@allokoli/shared/vapi/tool-calls";
import type { OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import { v5 as uuidv5 } from "uuid";
import type { z } from "zod";
import { asObjectSchema } from "../tools/json-schema.ts";
import type { SecretOwner } from "../tool-secrets/store.ts";
import { toToolAnswerBody, type Prepared, type ToolAnswer } from "./api-request.ts";
import type { ToolCallRequest } from "./contract.ts";

/** An organization's own server that answers a tool: a function, or an assistant's inline tool. */
export type ToolServer = {
  kind: "toolServer";
  /** The owner of the signing secret. */
  owner: SecretOwner;
  name: string;
  url: string;
  parameters: Record<string, unknown>;
  timeoutSeconds: number;
};

export type ToolRequest = z.infer<typeof ToolCallRequest>;

/**
 * The namespace of the request ids: the same tool call has the same id each time. Vapi's own id is not enough, because
 * a model may use one twice, and a server that remembers it would skip the second request.
 */
const NAMESPACE = "5f1b3c62-8a0d-5e49-9d5c-0b7c1f4a2e66";

/** The arguments that are parameters. Others are not sent: a caller may have talked the model into them. */
export function ownArguments(
  parameters: Record<string, unknown>,
  values: Record<string, unknown>,
): ToolRequest["arguments"] {
  const { properties = {} } = asObjectSchema(parameters);
  const own = Object.entries(values).filter(([name]) => Object.hasOwn(properties, name));
  // The arguments came as JSON.
  return Object.fromEntries(own) as ToolRequest["arguments"];
}

/** The signed request to a tool server. Only we set its signature. */
export function prepareToolRequest(
  url: string,
  given: Record<string, string>,
  request: ToolRequest,
  { secrets, now, conversation }: { secrets: readonly string[]; now: Date; conversation: string | undefined },
): Prepared {
  const own = Object.entries(given).filter(([name]) => !OURS.has(name.toLowerCase()));
  const body = JSON.stringify(request);
  const { organization, toolCallId, function: asked, arguments: values } = request;
  const named = [organization.id, conversation, toolCallId, asked.name, toSortedJson(values)];
  const id = uuidv5(JSON.stringify(named), NAMESPACE);
  const headers = {
    ...Object.fromEntries(own),
    "content-type": "application/json",
    ...signedHeaders(secrets, id, now, body),
  };
  return { method: "POST", url, headers, body };
}
const OURS = new Set<string>([...SIGNATURE_HEADERS, "content-type"]);

/** The answer of a tool server: `{ result }` or `{ error }` as JSON, else its body as it is. */
export function toServerToolAnswer(answer: OutgoingAnswer): ToolAnswer {
  return toToolAnswerBody(answer, (body) => {
    const said = toJson(body);
    if (typeof said !== "object" || said === null || Array.isArray(said)) return undefined;
    const { error, result } = said as { error?: unknown; result?: unknown };
    if (error !== undefined && error !== null) return { error: asText(error) };
    return result === undefined ? undefined : { result: asText(result) };
  });
}

const asText = (value: unknown) => (value === null ? "" : typeof value === "string" ? value : JSON.stringify(value));

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
