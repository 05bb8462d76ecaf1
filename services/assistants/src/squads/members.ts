import { notFound, Problem, type FieldError } from "@allokoli/shared/http/problem";
import { MAX_MEMBERS, type Handoff, type SquadSettings } from "./contract.ts";

type Member = SquadSettings["members"][number];

/**
 * The faults of members as a group; `names` are those of the existing assistants. Handoffs go by name, so no two
 * members may have the same one.
 */
export function memberFaults(members: Member[], names: ReadonlyMap<string, string>): FieldError[] {
  const ids = members.map(({ assistantId }) => assistantId);
  return members.flatMap(({ assistantId, handoffs }, index) => {
    const path = `members.${index}`;
    const name = names.get(assistantId);
    const isFirst = ids.indexOf(assistantId) === index;
    const namesake = ids.findIndex((id, before) => before < index && id !== assistantId && names.get(id) === name);
    const own: FieldError[] = [
      ...(name === undefined ? [{ path: `${path}.assistantId`, message: "is not an assistant of yours" }] : []),
      ...(isFirst ? [] : [{ path: `${path}.assistantId`, message: "is a member already" }]),
      ...(name !== undefined && namesake >= 0
        ? [{ path: `${path}.assistantId`, message: `is called "${name}", as another member is: rename one of them` }]
        : []),
    ];
    const targets = handoffs.map(({ to }) => to);
    return [
      ...own,
      ...handoffs.flatMap(({ to }, handoff) => {
        const message =
          to === assistantId
            ? "is the member itself"
            : !ids.includes(to)
              ? "is not a member of the squad"
              : targets.indexOf(to) !== handoff
                ? "is handed over to already"
                : undefined;
        return message === undefined ? [] : [{ path: `${path}.handoffs.${handoff}.to`, message }];
      }),
    ];
  });
}

/** With another member, at a position counted from 1, else last. */
export function withMember(members: Member[], member: Member, position: number | undefined): Member[] {
  if (members.length >= MAX_MEMBERS)
    throw wrong("assistantId", `would be one too many: a squad has at most ${MAX_MEMBERS}`);
  if (members.some(({ assistantId }) => assistantId === member.assistantId))
    throw wrong("assistantId", "is a member already");
  return members.toSpliced((position ?? members.length + 1) - 1, 0, member);
}

/**
 * With one member changed: its handoffs replaced, or moved to a position counted from 1.
 * @throws {Problem} `not_found`
 */
export function withChangedMember(
  members: Member[],
  assistantId: string,
  { handoffs, position }: { handoffs?: Handoff[] | undefined; position?: number | undefined },
): Member[] {
  const index = requireIndex(members, assistantId);
  const others = members.toSpliced(index, 1);
  const member = { assistantId, handoffs: handoffs ?? members[index]?.handoffs ?? [] };
  return others.toSpliced(position === undefined ? index : position - 1, 0, member);
}

/**
 * Without one member, and the handoffs to it.
 * @throws {Problem} `not_found`, or `conflict` for the last one
 */
export function withoutMember(members: Member[], assistantId: string): Member[] {
  const index = requireIndex(members, assistantId);
  if (members.length === 1) {
    throw new Problem("conflict", { detail: "It is the only member: delete the squad, or add another member first." });
  }
  return members.toSpliced(index, 1).map((member) => ({
    ...member,
    handoffs: member.handoffs.filter(({ to }) => to !== assistantId),
  }));
}

function requireIndex(members: Member[], assistantId: string): number {
  const index = members.findIndex((member) => member.assistantId === assistantId);
  if (index < 0) throw notFound("member");
  return index;
}

const wrong = (path: string, message: string) => new Problem("validation_failed", { errors: [{ path, message }] });
