import { useEffect } from "preact/hooks";
import type { Answer } from "../api/client.ts";
import { api, mayStillWatch } from "../api/browser.ts";

const FIRST_MS = 1_500;
const LONGEST_MS = 15_000;

/** What is watched: one file, or all of a base. */
type Watched = { fileId?: string | undefined; baseId?: string | undefined };
type Reading = Watched & { isReading: boolean; mayReload: boolean };

/** As long as a file, or one of a base, is being read: asks now and then, and loads the page again when it is not. */
export function useReading({ fileId, baseId, isReading, mayReload }: Reading): void {
  const isWatching = isReading && mayReload;
  useEffect(() => {
    if (!isWatching) return undefined;
    let timer: number;
    let pause = FIRST_MS;
    const look = async () => {
      if (!document.hidden) {
        const answer = await isBeingRead({ fileId, baseId });
        if (answer.ok && !answer.data) {
          location.reload();
          return;
        }
        if (!mayStillWatch(answer)) return;
      }
      pause = Math.min(pause * 1.5, LONGEST_MS);
      timer = window.setTimeout(() => void look(), pause);
    };
    timer = window.setTimeout(() => void look(), pause);
    return () => window.clearTimeout(timer);
  }, [fileId, baseId, isWatching]);
}

async function isBeingRead({ fileId, baseId }: Watched): Promise<Answer<boolean>> {
  if (fileId !== undefined) {
    const answer = await api.get("/v1/files/{id}", { path: { id: fileId } });
    return answer.ok ? { ...answer, data: answer.data.state === "processing" } : answer;
  }
  const query = { knowledgeBaseId: baseId, state: "processing", limit: 1 };
  const answer = await api.get("/v1/files", { query });
  return answer.ok ? { ...answer, data: answer.data.items.length > 0 } : answer;
}
