import type { Answer, Api } from "../api/client.ts";

/** A function or knowledge base of the organization, which an assistant can be given. */
export type Item = { id: string; name: string; description: string | null };
type Found = Answer<{ items: Item[]; nextCursor: string | null }>;
export type Attachable = { functions: Found; bases: Found };

/** The longest list of the API. */
const MOST = 100;

export async function findAttachable(api: Api): Promise<Attachable> {
  const [functions, bases] = await Promise.all([
    api.get("/v1/functions", { query: { limit: MOST } }),
    api.get("/v1/knowledge-bases", { query: { limit: MOST } }),
  ]);
  return { functions, bases };
}

/** The names by id; of a list that could not be read, none. */
export const namesOf = ({ functions, bases }: Attachable): ReadonlyMap<string, string> =>
  new Map(
    [functions, bases].flatMap((answer) => (answer.ok ? answer.data.items.map(({ id, name }) => [id, name]) : [])),
  );
