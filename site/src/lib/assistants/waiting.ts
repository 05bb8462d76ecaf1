import type { Answer, Api } from "../api/client.ts";
import type { Assistant, AssistantSettings, UpdateAssistant, AssistantDraft as Draft } from "../api/types.ts";
import { differences } from "../merge.ts";
import { SETTINGS_OF, type Part } from "./parts.ts";
import { SETTINGS, toSettings } from "./settings.ts";

/** A draft that waits beside what is published. */
export type Waiting = { data: Draft; etag: string };
/** An assistant as it is published, with its ETag, and the draft beside it. */
export type WithDraft = { assistant: Assistant; etag: string; waiting: Waiting | undefined };

export async function loadWithDraft(api: Api, id: string): Promise<Answer<WithDraft>> {
  const path = { id };
  const [assistant, draft] = await Promise.all([
    api.get("/v1/assistants/{id}", { path }),
    api.get("/v1/assistants/{id}/draft", { path }),
  ]);
  if (!assistant.ok) return assistant;
  if (!draft.ok && draft.problem.code !== "not_found") return draft;
  const etag = assistant.etag ?? "";
  const waiting = draft.ok ? { data: draft.data, etag: draft.etag ?? "" } : undefined;
  return { ok: true, etag, data: { assistant: assistant.data, etag, waiting } };
}

/** The settings as the draft would make them. */
export const settingsWith = (published: AssistantSettings, waiting: Waiting | undefined): AssistantSettings =>
  toSettings({ ...published, ...waiting?.data.change });

/** A new language brings a voice and a transcriber with it, so with it they are always named. */
const SPEECH = [
  "language",
  "voiceProvider",
  "voice",
  "transcriberProvider",
  "transcriberModel",
  "transcriberLanguage",
] as const satisfies readonly (keyof AssistantSettings)[];

/** What of some settings is another than what is published; undefined for nothing. */
export function changeOf(
  published: AssistantSettings,
  settings: AssistantSettings,
  names: readonly (keyof AssistantSettings)[] = SETTINGS,
): UpdateAssistant | undefined {
  const other = new Set(differences(published, settings));
  const speaks = SPEECH.some((name) => other.has(name)) ? new Set<string>(SPEECH) : new Set<string>();
  const changed = names.filter((name) => other.has(name) || speaks.has(name));
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((name) => [name, settings[name]]));
}

/** The change of a draft after one part's form was sent: the other parts' changes stay. */
export function changeWithPart(
  published: AssistantSettings,
  waiting: Waiting | undefined,
  part: Part,
  settings: AssistantSettings,
): UpdateAssistant | undefined {
  const kept = Object.entries(waiting?.data.change ?? {}).filter(
    ([name]) => !SETTINGS_OF[part].has(name as keyof AssistantSettings),
  );
  const own = changeOf(published, settings, [...SETTINGS_OF[part]]);
  const change: UpdateAssistant = { ...Object.fromEntries(kept), ...own };
  return Object.keys(change).length === 0 ? undefined : change;
}
