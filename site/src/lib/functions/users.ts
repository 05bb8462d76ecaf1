import type { Answer, Api, ApiProblem } from "../api/client.ts";
import { listAll } from "../api/list-all.ts";

export type User = { id: string; name: string };

/** The assistants that a function was given to, from their list. */
export async function findUsers(api: Api, id: string): Promise<Answer<User[]>> {
  const assistants = await listAll((cursor) => api.get("/v1/assistants", { query: { limit: 100, cursor } }));
  if (!assistants.ok) return assistants;
  const users = assistants.data.filter(({ functionIds }) => functionIds.includes(id));
  return { ...assistants, data: users.map(({ id: userId, name }) => ({ id: userId, name })) };
}

/** What the API names when it refuses to delete what is used: workflows too, which their list does not tell. */
export const usersIn = ({ detail = "" }: ApiProblem): string[] =>
  [...detail.matchAll(/the (?:assistant|workflow) "(.*?)"(?=, the |\.$)/g)].flatMap(([, name]) => name ?? []);
