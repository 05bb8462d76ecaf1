import { MAX_FILE_BYTES } from "@allokoli/shared/knowledge/bounds";
import type { File as StoredFile, Problem } from "../api/types.ts";
import type { ApiProblem } from "../api/client.ts";
import { api } from "../api/browser.ts";
import { m } from "../../paraglide/messages.js";
import { tellUploadProblem } from "./words.ts";

/** What came of it: nothing when the file is in the base, else why not. */
export type Sent = { problem?: string; mayRetry?: boolean };
type Progress = { onProgress: (percent: number) => void; onSent: () => void };

/** Sends a file into a base. The same `key` again is the same file, so that a retry makes no second one. */
export async function sendFile(
  baseId: string,
  file: File,
  key: string,
  { onProgress, onSent }: Progress,
): Promise<Sent> {
  if (file.size > MAX_FILE_BYTES) return { problem: m.knowledge_upload_too_large() };
  const uploaded = await upload(file, key, onProgress);
  if (!uploaded.ok) return told(uploaded.problem);
  onSent();
  const added = await api.post("/v1/knowledge-bases/{id}/files", {
    path: { id: baseId },
    body: { fileId: uploaded.data.id },
  });
  return added.ok ? {} : told(added.problem);
}

const told = (problem: ApiProblem): Sent => ({
  problem: tellUploadProblem(problem),
  mayRetry: problem.status >= 500 || problem.status === 429 || problem.status === 409,
});

type Uploaded = { ok: true; data: StoredFile } | { ok: false; problem: ApiProblem };

/** XMLHttpRequest, because fetch tells nobody how much of a body has gone. */
const upload = (file: File, key: string, onProgress: (percent: number) => void): Promise<Uploaded> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file);
    request.responseType = "json";
    request.open("POST", "/api/files");
    request.setRequestHeader("idempotency-key", key);
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress(total > 0 ? Math.floor((100 * loaded) / total) : 0),
    );
    request.addEventListener("load", () => {
      const isGood = request.status === 201 && request.response !== null;
      // Both shapes are those of the route's contract.
      if (isGood) resolve({ ok: true, data: request.response as StoredFile });
      else resolve({ ok: false, problem: toProblem(request.response as Problem | null, request.status) });
    });
    request.addEventListener("error", () => resolve({ ok: false, problem: { code: "offline", status: 503 } }));
    request.send(form);
  });

const toProblem = (problem: Problem | null, status: number): ApiProblem => ({
  ...(problem ?? { code: "internal" }),
  status,
});
