import { asObjectSchema, type ObjectSchema } from "../tools/json-schema.ts";
import type { KeptSettings } from "../functions/settings.ts";
import { MAX_TIMEOUT_SECONDS } from "../functions/contract.ts";
import type { NodeOf } from "./graph.ts";

type RequestNode = Pick<NodeOf<"apiRequest">, "method" | "url" | "parameters">;
/** A parameter for a variable in the address, and the variable as the address writes it. */
export type AddressValue = { name: string; expression: string };

const EXPRESSION = /\{\{-?\s*(.*?)\s*-?\}\}/g;
const MAX_NAME = 40;

/**
 * What a request asks the model for: its parameters, and one for each variable in its address. Vapi fills variables
 * only into prompts, and never has the address, so the model passes their values on.
 */
export function askedFor({ url, parameters }: RequestNode): { schema: ObjectSchema; values: AddressValue[] } {
  const own: ObjectSchema = parameters === null ? { type: "object" } : asObjectSchema(parameters);
  const { properties = {}, required = [] } = own;
  const values: AddressValue[] = [];
  for (const [, expression = ""] of (url ?? "").matchAll(EXPRESSION)) {
    if (values.some((value) => value.expression === expression)) continue;
    const isTaken = (name: string) => Object.hasOwn(properties, name) || values.some((value) => value.name === name);
    values.push({ name: freeName(expression, isTaken), expression });
  }
  const added = Object.fromEntries(values.map(({ name }) => [name, { type: "string" as const }]));
  return {
    schema: {
      type: "object",
      properties: { ...properties, ...added },
      required: [...required, ...values.map(({ name }) => name)],
    },
    values,
  };
}

/** The request of a node, in the form of an `apiRequest` function; undefined while it has no address. */
export function toApiRequest(node: RequestNode): Extract<KeptSettings, { kind: "apiRequest" }> | undefined {
  if (node.url === null) return undefined;
  const { schema, values } = askedFor(node);
  const parts = node.url.split(EXPRESSION);
  // Every second part is an expression; a brace in the rest of the address is not a parameter.
  const url = parts
    .map((part, index) =>
      index % 2 === 0
        ? part.replaceAll("{", "%7B").replaceAll("}", "%7D")
        : `{${values.find(({ expression }) => expression === part)?.name ?? ""}}`,
    )
    .join("");
  return {
    kind: "apiRequest",
    method: node.method,
    url,
    parameters: schema,
    headers: [],
    timeoutSeconds: MAX_TIMEOUT_SECONDS,
  };
}

function freeName(expression: string, isTaken: (name: string) => boolean): string {
  const base =
    expression
      .replaceAll(/\W+/g, "_")
      .replaceAll(/^_+|_+$/g, "")
      .slice(0, MAX_NAME) || "value";
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!isTaken(name)) return name;
  }
}
