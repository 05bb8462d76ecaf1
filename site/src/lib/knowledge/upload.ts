import type { Problem, File as StoredFile } from "../api/types.ts";
import type { Answer, ApiProblem } from "../api/client.ts";
import { forwardToGateway } from "../forward.ts";

/** Whether a request is a form with a file, whose body is not read here but streams on to the API. */
export const isUpload = (request: Request) =>
  request.method === "POST" && /^multipart\/form-data/i.test(request.headers.get("content-type") ?? "");

/** The address of a form with a file: its only field is the file, so what else it says stands in the address. */
export const uploadHref = (path: string, query: Record<string, string> = {}) =>
  `${path}?${new URLSearchParams({ ...query, key: crypto.randomUUID() })}`;

/** Sends the file of a posted form on, as it comes in. */
export const passUploadOn = (request: Request, locals: App.Locals): Promise<Answer<StoredFile>> =>
  send(locals, new URL(request.url), request.body, {
    "content-type": request.headers.get("content-type") ?? "",
    ...withKey(new URL(request.url).searchParams.get("key") ?? ""),
  });

/** Uploads a text as a file. */
export function uploadText(
  locals: App.Locals,
  url: URL,
  { name, text, key }: { name: string; text: string; key: string },
): Promise<Answer<StoredFile>> {
  const form = new FormData();
  form.append("file", new File([text], name, { type: "text/markdown" }));
  return send(locals, url, form, withKey(key));
}

/** The address of a page is anybody's: the API takes visible characters as a key, and refuses others. */
const withKey = (key: string): Record<string, string> =>
  /^[\x21-\x7e]{1,255}$/.test(key) ? { "idempotency-key": key } : {};

async function send(
  { session, organizationId }: App.Locals,
  here: URL,
  body: BodyInit | null,
  headers: Record<string, string>,
): Promise<Answer<StoredFile>> {
  const request = new Request(new URL("/api/files", here), {
    method: "POST",
    headers,
    body,
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });
  const answer = await forwardToGateway(request, { accessToken: session?.accessToken, organizationId });
  try {
    // The shapes are those of the route's contract, which the service checks before it answers.
    if (answer.ok) return { ok: true, data: (await answer.json()) as StoredFile, etag: undefined };
    const problem = (await answer.json()) as Problem;
    return { ok: false, problem: { ...problem, status: answer.status } };
  } catch {
    return { ok: false, problem: OFFLINE };
  }
}

const OFFLINE: ApiProblem = { code: "offline", status: 503 };
