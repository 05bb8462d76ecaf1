import { credentialSchema } from "./credentials.ts";
import type { Json } from "./json.ts";
import { isObject, numberAt, parseJson, textAt } from "./json.ts";
import { phoneNumberSchema } from "./phone-numbers.ts";
import { toolSchema } from "./tools.ts";
import type { Validator } from "./validation/validator.ts";

const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/** Method and path to the shape of the body. */
const SCHEMAS: Record<string, string> = {
  "POST /assistant": "CreateAssistantDTO",
  "PATCH /assistant/:id": "UpdateAssistantDTO",
  "POST /squad": "CreateSquadDTO",
  "PATCH /squad/:id": "UpdateSquadDTO",
  "POST /call": "CreateCallDTO",
  "POST /call/web": "CreateWebCallDTO",
  "PATCH /call/:id": "UpdateCallDTO",
  "DELETE /call/:id": "DeleteCallDTO",
  "POST /chat": "CreateChatDTO",
  "POST /session": "CreateSessionDTO",
  "PATCH /session/:id": "UpdateSessionDTO",
  "PATCH /org/:id": "UpdateOrgDTO",
  "POST /eval/simulation/run": "CreateSimulationRunDTO",
};
/** Whose shape depends on what kind of thing it is, which a field of the body says, or for a PATCH the recording. */
const VARIED = {
  "/tool": { tag: "type", schemaOf: toolSchema },
  "/phone-number": { tag: "provider", schemaOf: phoneNumberSchema },
  "/credential": { tag: "provider", schemaOf: credentialSchema },
} as const;
/** What Vapi takes and publishes no shape of. */
const UNPUBLISHED = new Set(["POST /credential (telnyx)", "PATCH /credential/:id (telnyx)"]);
/** What a PATCH can only be rid of by null, which Vapi takes and does not publish: who answers a number. */
const CLEARED: [path: RegExp, fields: ReadonlySet<string>][] = [
  [/^PATCH \/phone-number\/:id/, new Set(["assistantId", "squadId", "fallbackDestination"])],
];
/** What Vapi answers to a body that it does not take, such as one with a model's name that a person made up. */
const REFUSED = 400;

export type Request = { method: string; path: string; body?: Json; variant?: string };
export type Operation = { name: string; schema: string | undefined };

export type Checked = {
  /** How many bodies were held to a shape, by operation. */
  counts: Map<string, number>;
  /** The same for those of which none is published. */
  unpublished: Map<string, number>;
  /** How many bodies cleared a field by null, by operation and field. They are held to their shape without it. */
  cleared: Map<string, number>;
  /** How many bodies Vapi refused, by operation: what is wrong with them was told to whoever asked. */
  refused: Map<string, number>;
  invalid: { line: number; operation: string; complaints: string[] }[];
  /** Operations that nobody has given a shape. */
  unknown: Set<string>;
};

/** What a request asks for, as people would name it, and the shape of its body. */
export function operationOf({ method, path, body, variant }: Request): Operation {
  const name = `${method} ${path.replaceAll(ID, ":id")}`;
  const schema = SCHEMAS[name];
  if (schema !== undefined) return { name, schema };
  const varied = Object.entries(VARIED).find(([base]) => name === `POST ${base}` || name === `PATCH ${base}/:id`);
  if (varied === undefined) return { name, schema };
  const [, { tag, schemaOf }] = varied;
  const kind = textAt(body, tag) ?? variant;
  return {
    name: kind === undefined ? name : `${name} (${kind})`,
    schema: schemaOf(kind, method === "POST" ? "Create" : "Update"),
  };
}

/** Holds every body that was not refused to the shape of its operation. `recording` has a request a line, as JSON. */
export function checkRecording(recording: string, validator: Validator): Checked {
  const checked: Checked = {
    counts: new Map(),
    unpublished: new Map(),
    cleared: new Map(),
    refused: new Map(),
    invalid: [],
    unknown: new Set(),
  };
  for (const [index, text] of recording.split("\n").entries()) {
    if (text === "") continue;
    const request = toRequest(text, index + 1);
    if (request === undefined) continue;
    if (request.status === REFUSED) count(checked.refused, operationOf(request).name);
    else check(request, index + 1, validator, checked);
  }
  return checked;
}

function check(request: Request & { body: Json }, line: number, validator: Validator, checked: Checked): void {
  const { name, schema } = operationOf(request);
  if (schema === undefined) {
    if (UNPUBLISHED.has(name)) count(checked.unpublished, name);
    else checked.unknown.add(name);
    return;
  }
  count(checked.counts, name);
  const complaints = validator.complaints(schema, withoutCleared(name, request.body, checked));
  if (complaints.length > 0) checked.invalid.push({ line, operation: name, complaints });
}

function withoutCleared(name: string, body: Json, { cleared }: Checked): Json {
  const [, fields] = CLEARED.find(([path]) => path.test(name)) ?? [];
  if (fields === undefined || !isObject(body)) return body;
  const gone = Object.keys(body).filter((field) => fields.has(field) && body[field] === null);
  for (const field of gone) count(cleared, `${name} ${field}`);
  return Object.fromEntries(Object.entries(body).filter(([field]) => !gone.includes(field)));
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The request of a line, if it had a body. */
function toRequest(text: string, line: number): (Request & { body: Json; status: number }) | undefined {
  const entry = parseJson(text);
  const method = textAt(entry, "method");
  const path = textAt(entry, "path");
  const status = numberAt(entry, "status");
  if (!isObject(entry) || method === undefined || path === undefined || status === undefined) {
    throw new Error(`line ${line} is not a recorded request`);
  }
  const { body } = entry;
  const variant = textAt(entry, "variant");
  if (body === undefined) return undefined;
  return { method, path, body, status, ...(variant === undefined ? {} : { variant }) };
}
