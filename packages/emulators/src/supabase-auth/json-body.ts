import type { HonoRequest } from "hono";
import { AuthError } from "./errors.ts";

export type JsonObject = Record<string, unknown>;

/**
 * Reads a request body as Go's decoder does for GoTrue: a missing or null field is its zero value, an unknown one is
 * ignored, a field of the wrong type is `bad_json`.
 */
export class JsonBody {
  readonly #fields: JsonObject;

  constructor(fields: JsonObject) {
    this.#fields = fields;
  }

  static async of(request: HonoRequest): Promise<JsonBody> {
    const text = await request.text();
    if (text === "") throw badJson("unexpected end of JSON input");
    return JsonBody.parse(text);
  }

  /** For the few endpoints whose body may be left out. */
  static async ofOptional(request: HonoRequest): Promise<JsonBody> {
    const text = await request.text();
    return text === "" ? new JsonBody({}) : JsonBody.parse(text);
  }

  private static parse(text: string): JsonBody {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw badJson("invalid character");
    }
    if (!isJsonObject(value)) throw badJson("cannot unmarshal into an object");
    return new JsonBody(value);
  }

  text(name: string): string {
    return this.findText(name) ?? "";
  }

  findText(name: string): string | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    throw wrongType(name, "string");
  }

  flag(name: string, fallback = false): boolean {
    const value = this.#fields[name] ?? fallback;
    if (typeof value === "boolean") return value;
    throw wrongType(name, "bool");
  }

  findObject(name: string): JsonObject | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || isJsonObject(value)) return value;
    throw wrongType(name, "object");
  }

  findNumber(name: string): number | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || typeof value === "number") return value;
    throw wrongType(name, "number");
  }

  findFlag(name: string): boolean | undefined {
    return this.#fields[name] === undefined ? undefined : this.flag(name);
  }
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function badJson(detail: string): AuthError {
  return new AuthError(400, "bad_json", `Could not parse request body as JSON: ${detail}`);
}

function wrongType(name: string, type: string): AuthError {
  return badJson(`json: cannot unmarshal field ${name} of type ${type}`);
}
