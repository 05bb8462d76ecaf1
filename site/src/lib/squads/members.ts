import type { Squad } from "../api/types.ts";
import type { Content } from "./drafted.ts";

type Member = Content["members"][number];

/** One place up or down; the first and the last stay. */
export function moved(members: Member[], id: string, by: 1 | -1): Member[] {
  const at = members.findIndex(({ assistantId }) => assistantId === id);
  const member = members[at];
  if (member === undefined) return members;
  const others = members.toSpliced(at, 1);
  return others.toSpliced(Math.min(Math.max(at + by, 0), others.length), 0, member);
}

/** Without one member and the handoffs to it; the last one stays. */
export const without = (members: Member[], id: string): Member[] =>
  members.length === 1
    ? members
    : members
        .filter(({ assistantId }) => assistantId !== id)
        .map(({ assistantId, handoffs }) => ({ assistantId, handoffs: handoffs.filter(({ to }) => to !== id) }));

export const withHandoffs = (members: Member[], id: string, handoffs: Squad["members"][number]["handoffs"]): Member[] =>
  members.map((member) => (member.assistantId === id ? { ...member, handoffs } : member));
