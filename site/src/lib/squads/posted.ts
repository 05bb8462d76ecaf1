import { CreateSquadRules } from "../api/rules.ts";
import { asTyped, type Api, type ApiProblem } from "../api/client.ts";
import type { Assistant, CreateSquad, Squad } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";

export const MAX_MEMBERS = CreateSquadRules.members.maxItems;
/** Lengths within the members of `CreateSquad`. */
export const MAX_WHEN = 900;
export const MAX_MESSAGE = 300;

export const EMPTY_MEMBER = { assistantId: "" };
export const EMPTY_HANDOFF = { to: "", when: "", message: "" };
export type MemberRow = typeof EMPTY_MEMBER;
export type HandoffRow = typeof EMPTY_HANDOFF;
export type Errors = Partial<Record<string, string>>;

export const createSquad = (api: Api, name: string, members: MemberRow[], idempotencyKey: string) =>
  api.post("/v1/squads", {
    body: asTyped<CreateSquad>({ name, members: members.map(({ assistantId }) => ({ assistantId })) }),
    idempotencyKey,
  });

/** What was refused of a new squad, at its fields: `name`, or `member.1.assistantId`. */
export function createErrors({ errors = [] }: ApiProblem, members: MemberRow[], assistants: Assistant[]): Errors {
  return Object.fromEntries(
    errors.flatMap(({ path }): [string, string][] => {
      if (path === "name") return [["name", m.squads_name_error({ max: CreateSquadRules.name.maxLength })]];
      const [, index] = /^members\.(\d+)/.exec(path) ?? [];
      if (index !== undefined) {
        const before = members.slice(0, Number(index)).map(({ assistantId }) => assistantId);
        const told = tellMember(members[Number(index)]?.assistantId, before, assistants) ?? m.error_not_accepted();
        return [[`member.${index}.assistantId`, told]];
      }
      return path.startsWith("members") ? [["members", m.squads_members_error({ max: MAX_MEMBERS })]] : [];
    }),
  );
}

/** Why an assistant cannot be a member beside others; undefined where it can. */
export function tellMember(
  id: string | undefined,
  others: string[],
  assistants: Pick<Assistant, "id" | "name">[],
): string | undefined {
  const name = assistants.find((assistant) => assistant.id === id)?.name;
  if (id === undefined || id === "" || name === undefined) return m.squads_member_missing();
  if (others.includes(id)) return m.squads_member_twice();
  const isNamesake = assistants.some((assistant) => others.includes(assistant.id) && assistant.name === name);
  if (isNamesake) return m.squads_member_namesake({ name });
  return others.length >= MAX_MEMBERS ? m.squads_members_error({ max: MAX_MEMBERS }) : undefined;
}

export const toHandoffs = (rows: HandoffRow[]): Squad["members"][number]["handoffs"] =>
  rows.map(({ to, when, message }) => ({ to, when, ...(message !== "" && { message }) }));

export const rowsOfHandoffs = (handoffs: Squad["members"][number]["handoffs"]): HandoffRow[] =>
  handoffs.map(({ to, when, message = "" }) => ({ to, when, message }));

/** What was refused of handoffs, at the fields of their rows: `handoff.0.when`. */
export function handoffErrors({ errors = [] }: ApiProblem, rows: HandoffRow[]): Errors {
  return Object.fromEntries(
    errors.flatMap(({ path }): [string, string][] => {
      const [, index = "", field = "to"] = /handoffs\.(\d+)(?:\.(\w+))?$/.exec(path) ?? [];
      if (index === "") return path.includes("handoffs") ? [["handoffs", m.squads_handoffs_error()]] : [];
      const { to } = rows[Number(index)] ?? EMPTY_HANDOFF;
      const isTwice = rows.findIndex((row) => row.to === to) < Number(index);
      const told =
        field === "when"
          ? m.squads_when_error({ max: MAX_WHEN })
          : field === "message"
            ? m.squads_message_error({ max: MAX_MESSAGE })
            : isTwice
              ? m.squads_to_twice()
              : m.squads_to_error();
      return [[`handoff.${index}.${field}`, told]];
    }),
  );
}
