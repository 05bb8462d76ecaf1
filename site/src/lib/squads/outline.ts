import type { Squad } from "../api/types.ts";

type Member = Squad["members"][number];

/** A member as it is read in the outline of a squad: whom it hands over to, and whether a call comes to it at all. */
export type OutlineEntry = {
  assistantId: string;
  name: string;
  isFirst: boolean;
  /** Whether handoffs lead here from the member that answers. */
  isReached: boolean;
  handoffs: { to: string; name: string; when: string; message: string | undefined }[];
};

/** Who speaks when, in the order of the members. */
export function outlineOf(members: Member[]): OutlineEntry[] {
  const names = new Map(members.map(({ assistantId, name }) => [assistantId, name]));
  const reached = reachedFrom(members);
  return members.map(({ assistantId, name, handoffs }, index) => ({
    assistantId,
    name,
    isFirst: index === 0,
    isReached: reached.has(assistantId),
    handoffs: handoffs.map(({ to, when, message }) => ({ to, name: names.get(to) ?? "", when, message })),
  }));
}

/** The members that a call can come to. */
function reachedFrom(members: Member[]): ReadonlySet<string> {
  const byId = new Map(members.map((member) => [member.assistantId, member]));
  const reached = new Set<string>();
  const open = members.slice(0, 1).map(({ assistantId }) => assistantId);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(byId.get(id)?.handoffs ?? []).map(({ to }) => to));
  }
  return reached;
}
