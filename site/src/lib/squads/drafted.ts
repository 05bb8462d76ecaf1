import type { Answer, Api, ApiProblem } from "../api/client.ts";
import type { Assistant, Squad, SquadDraft, UpdateSquad } from "../api/types.ts";
import { listAll } from "../api/list-all.ts";
import { differences } from "../merge.ts";

type Handoffs = Squad["members"][number]["handoffs"];
/** What a person sets of a squad. */
export type Content = { name: string; members: { assistantId: string; handoffs: Handoffs }[] };

export type Drafted = {
  squad: Squad;
  etag: string;
  /** The draft that waits beside what is published. */
  waiting: { data: SquadDraft; etag: string } | undefined;
  published: Content;
  /** As the draft would make it; what is published where there is none. */
  content: Content;
  assistants: Answer<Assistant[]>;
};

/** The ETag of a draft that does not exist yet: of two people who begin one, the second is told. */
export const NO_DRAFT = '"0"';

export async function loadDrafted(api: Api, id: string): Promise<Answer<Drafted>> {
  const path = { id };
  const [squad, draft, assistants] = await Promise.all([
    api.get("/v1/squads/{id}", { path }),
    api.get("/v1/squads/{id}/draft", { path }),
    listAll((cursor) => api.get("/v1/assistants", { query: { limit: 100, cursor } })),
  ]);
  if (!squad.ok) return squad;
  if (!draft.ok && draft.problem.code !== "not_found") return draft;
  const published = contentOf(squad.data);
  const etag = squad.etag ?? "";
  const waiting = draft.ok ? { data: draft.data, etag: draft.etag ?? "" } : undefined;
  const content = waiting ? withChange(published, waiting.data.change) : published;
  return { ok: true, etag, data: { squad: squad.data, etag, waiting, published, content, assistants } };
}

export const contentOf = ({ name, members }: Pick<Squad, "name"> & { members: Content["members"] }): Content => ({
  name,
  members: members.map(({ assistantId, handoffs }) => ({ assistantId, handoffs })),
});

export const withChange = (published: Content, { name, members }: UpdateSquad): Content => ({
  name: name ?? published.name,
  members: members?.map(({ assistantId, handoffs }) => ({ assistantId, handoffs })) ?? published.members,
});

/** What of a squad is another than what is published; undefined for nothing. */
export function changeOf(published: Content, content: Content): UpdateSquad | undefined {
  const change = Object.fromEntries(
    differences(published, content).map((name) => [name, content[name as keyof Content]]),
  );
  return Object.keys(change).length === 0 ? undefined : change;
}

/** Keeps content as the draft; what is the same as what is published needs none. */
export async function keepContent(
  api: Api,
  id: string,
  { published, waiting }: Pick<Drafted, "published" | "waiting">,
  content: Content,
  { ifMatch, isRebased = false }: { ifMatch: string; isRebased?: boolean },
): Promise<ApiProblem | undefined> {
  const path = { id };
  const body = changeOf(published, content);
  if (body === undefined && waiting === undefined) return undefined;
  const kept =
    body === undefined
      ? await api.delete("/v1/squads/{id}/draft", { path, ifMatch })
      : await api.put("/v1/squads/{id}/draft", {
          path,
          body,
          ifMatch,
          query: { rebase: isRebased ? "true" : "false" },
        });
  return kept.ok ? undefined : kept.problem;
}

/** Names of assistants by their ids: those that exist, and those that the squad knows. */
export const namesIn = ({ squad, assistants }: Pick<Drafted, "squad" | "assistants">): ReadonlyMap<string, string> =>
  new Map([
    ...squad.members.map(({ assistantId, name }) => [assistantId, name] as const),
    ...(assistants.ok ? assistants.data.map(({ id, name }) => [id, name] as const) : []),
  ]);

/** Members as they are read, with their names. */
export const namedMembers = ({ members }: Content, names: ReadonlyMap<string, string>): Squad["members"] =>
  members.map((member) => ({ ...member, name: names.get(member.assistantId) ?? "" }));
