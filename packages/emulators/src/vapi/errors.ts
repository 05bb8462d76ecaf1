import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { JsonObject } from "./json.ts";

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  410: "Gone",
  413: "Payload Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** An answer in the shape of Vapi's framework: message, error, statusCode. */
export class VapiProblem extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: JsonObject;

  constructor(status: ContentfulStatusCode, message: string | string[], body?: JsonObject) {
    super(Array.isArray(message) ? message.join("; ") : message);
    this.name = "VapiProblem";
    this.status = status;
    this.body = body ?? { message, error: TITLES[status] ?? "Error", statusCode: status };
  }
}

export const badRequest = (message: string | string[]): VapiProblem => new VapiProblem(400, message);
export const notFound = (message: string): VapiProblem => new VapiProblem(404, message);
export const invalidKey = (): VapiProblem =>
  new VapiProblem(
    401,
    "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.",
  );
export const missingKey = (): VapiProblem => new VapiProblem(401, "Missing Authorization Header.");
