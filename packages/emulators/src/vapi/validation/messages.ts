import type { ErrorObject } from "ajv";

const MAX_MESSAGES = 20;

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `/model/messages/0/role` → `model.messages.0.role`. */
const pathOf = (error: ErrorObject): string =>
  error.instancePath
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");

function article(type: unknown): string {
  if (type === "string") return "a string";
  if (type === "number" || type === "integer") return "a number conforming to the specified constraints";
  if (type === "boolean") return "a boolean value";
  if (type === "array") return "an array";
  return "an object";
}

function under(path: string, name: unknown): string {
  return path === "" ? text(name) : `${path}.${text(name)}`;
}

function messageOf(error: ErrorObject): string | undefined {
  const path = pathOf(error);
  const params: Record<string, unknown> = error.params;
  const subject = path === "" ? "body" : path;
  switch (error.keyword) {
    case "additionalProperties": {
      const property = `property ${text(params["additionalProperty"])} should not exist`;
      return path === "" ? property : `${path}.${property}`;
    }
    case "required":
      return `${under(path, params["missingProperty"])} should not be null or undefined`;
    case "type":
      return `${subject} must be ${article(params["type"])}`;
    case "maxLength":
      return `${subject} must be shorter than or equal to ${text(params["limit"])} characters`;
    case "minLength":
      return `${subject} must be longer than or equal to ${text(params["limit"])} characters`;
    case "maximum":
      return `${subject} must not be greater than ${text(params["limit"])}`;
    case "minimum":
      return `${subject} must not be less than ${text(params["limit"])}`;
    case "maxItems":
      return `${subject} must contain no more than ${text(params["limit"])} elements`;
    case "minItems":
      return `${subject} must contain at least ${text(params["limit"])} elements`;
    case "enum": {
      const allowed: unknown = params["allowedValues"];
      return `${subject} must be one of the following values: ${Array.isArray(allowed) ? allowed.map(text).join(", ") : ""}`;
    }
    case "pattern": {
      const pattern = text(params["pattern"]);
      if (pattern !== "^https?://") return `${subject} must match ${pattern} regular expression`;
      return `${subject} must be a valid URL. Hot tip, the protocol should be https://, but found ${text(params["found"] ?? error.data).split("/")[0] ?? ""}`;
    }
    default:
      return undefined;
  }
}

/** Complaints in the words of class-validator, each once. */
export function messagesOf(errors: ErrorObject[]): string[] {
  const messages = errors.flatMap((error) => messageOf(error) ?? []);
  const distinct = [...new Set(messages)].slice(0, MAX_MESSAGES);
  return distinct.length > 0 ? distinct : ["body is not valid"];
}
