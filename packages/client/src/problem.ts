import type { Problem } from "./types.ts";

/** A refusal of the API, for what cannot return it. `code` is one of a closed set: decide by it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  get code(): Problem["code"] {
    return this.problem.code;
  }
}

/** The problem that an answer is; one without its own words, such as a proxy's, is `internal`. */
export async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") === true;
  // The API writes it: RFC 9457 with a code.
  if (isProblem) return (await response.json()) as Problem;
  await response.body?.cancel();
  const { status, headers } = response;
  const requestId = headers.get("x-request-id") ?? "";
  return { type: "about:blank", title: `The answer was ${status}.`, status, code: "internal", requestId };
}
