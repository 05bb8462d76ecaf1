import type { ApiProblem } from "../gateway.ts";

export type BrowserAnswer<Data> = { ok: true; data: Data } | { ok: false; problem: ApiProblem };

/** The API through the site: the session's token is added there, scripts never see it. */
export async function askApi<Data>(method: "GET" | "POST", path: string, body?: unknown): Promise<BrowserAnswer<Data>> {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) return { ok: false, problem: await problemIn(response) };
    const text = await response.text();
    // The one cast: the body is what the route's contract says.
    return { ok: true, data: (text === "" ? undefined : JSON.parse(text)) as Data };
  } catch {
    return { ok: false, problem: { code: "offline", status: 0 } };
  }
}

/** Whether watching may go on after an answer: not when the session, the membership or the thing itself is gone. */
export const mayStillWatch = (answer: BrowserAnswer<unknown>) =>
  answer.ok || ![401, 403, 404].includes(answer.problem.status);

export async function problemIn(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  const retryAfterSeconds = Number(response.headers.get("retry-after")) || undefined;
  const told =
    typeof body === "object" && body !== null && "code" in body ? (body as ApiProblem) : { code: "internal" as const };
  return { ...told, status: response.status, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
