import type { File as StoredFile, KnowledgeBase } from "../api/types.ts";
import type { Answer, Api } from "../api/client.ts";
import { passUploadOn } from "./upload.ts";

const MANY = 100;

/** The newest bases, to name those that a file is in; none when they cannot be read. */
export async function findBases(api: Api): Promise<KnowledgeBase[]> {
  const answer = await api.get("/v1/knowledge-bases", { query: { limit: MANY } });
  return answer.ok ? answer.data.items : [];
}

/**
 * Uploads a file in place of another: it goes into the same bases. The old one stays until somebody deletes it, because the
 * new one may turn out to be unreadable.
 */
export async function replaceFile(request: Request, locals: App.Locals, oldId: string): Promise<Answer<StoredFile>> {
  const { api } = locals;
  const old = await api.get("/v1/files/{id}", { path: { id: oldId } });
  if (!old.ok) return old;
  const uploaded = await passUploadOn(request, locals);
  if (!uploaded.ok) return uploaded;
  for (const id of old.data.knowledgeBaseIds) {
    const added = await api.post("/v1/knowledge-bases/{id}/files", {
      path: { id },
      body: { fileId: uploaded.data.id },
    });
    if (!added.ok) return added;
  }
  return uploaded;
}
