import { credentialSchema } from "../credentials.ts";
import type { Json } from "../json.ts";
import { isObject, numberAt, parseJson, textAt } from "../json.ts";
import { phoneNumberSchema } from "../phone-numbers.ts";
import { toolSchema } from "../tools.ts";
import type { Validator } from "./validator.ts";

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
/** With these the emulator never looked at the body, whatever it answered. */
const UNREAD = /dropBefore|html200/;

export type Request = { method: string; path: string; body?: Json; variant?: string };
export type Operation = { name: string; schema: string | undefined };

export type Checked = {
  /** How many bodies were held to a shape, by operation. */
  counts: Map<string, number>;
  /** The same for those of which none is published. */
  unpublished: Map<string, number>;
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

/** Holds every body that was accepted to the shape of its operation. `recording` has a request a line, as JSON. */
export function checkRecording(recording: string, validator: Validator): Checked {
  const checked: Checked = { counts: new Map(), unpublished: new Map(), invalid: [], unknown: new Set() };
  for (const [index, text] of recording.split("\n").entries()) {
    if (text === "") continue;
    const request = toAccepted(text, index + 1);
    if (request !== undefined) check(request, index + 1, validator, checked);
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
  const complaints = validator.complaints(schema, request.body);
  if (complaints.length > 0) checked.invalid.push({ line, operation: name, complaints });
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The request of a line, if it had a body that was accepted. */
function toAccepted(text: string, line: number): (Request & { body: Json }) | undefined {
  const entry = parseJson(text);
  const method = textAt(entry, "method");
  const path = textAt(entry, "path");
  const status = numberAt(entry, "status");
  if (!isObject(entry) || method === undefined || path === undefined || status === undefined) {
    throw new Error(`line ${line} is not a recorded request`);
  }
  const { body } = entry;
  const variant = textAt(entry, "variant");
  const accepted = status >= 200 && status < 300 && !UNREAD.test(textAt(entry, "fault") ?? "");
  if (!accepted || body === undefined) return undefined;
  return { method, path, body, ...(variant === undefined ? {} : { variant }) };
}
