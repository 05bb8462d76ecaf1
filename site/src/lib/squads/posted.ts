import { CreateSquadRules } from "../api/rules.ts";
import { asTyped, type Api, type ApiProblem } from "../api/client.ts";
import type { AddSquadMember, Assistant, ChangeSquadMember, CreateSquad, Squad } from "../api/types.ts";
import { textIn } from "../form.ts";
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
        return [[`member.${index}.assistantId`, tellMember(members[Number(index)]?.assistantId, before, assistants)]];
      }
      return path.startsWith("members") ? [["members", m.squads_members_error({ max: MAX_MEMBERS })]] : [];
    }),
  );
}

/** Why an assistant cannot be a member beside others. */
export function tellMember(id: string | undefined, others: string[], assistants: Pick<Assistant, "id" | "name">[]) {
  const name = assistants.find((assistant) => assistant.id === id)?.name;
  if (id === undefined || id === "" || name === undefined) return m.squads_member_missing();
  if (others.includes(id)) return m.squads_member_twice();
  const isNamesake = assistants.some((assistant) => others.includes(assistant.id) && assistant.name === name);
  if (isNamesake) return m.squads_member_namesake({ name });
  return others.length >= MAX_MEMBERS ? m.squads_members_error({ max: MAX_MEMBERS }) : m.error_not_accepted();
}

export const addMember = (api: Api, id: string, form: FormData) =>
  api.post("/v1/squads/{id}/members", {
    path: { id },
    body: asTyped<AddSquadMember>({ assistantId: textIn(form, "assistantId") }),
    ifMatch: textIn(form, "etag") || undefined,
    idempotencyKey: textIn(form, "idempotencyKey") || crypto.randomUUID(),
  });

/** One place up or down, from where the member is at present. */
export async function moveMember(api: Api, id: string, form: FormData, by: 1 | -1) {
  const assistantId = textIn(form, "member");
  const listed = await api.get("/v1/squads/{id}/members", { path: { id } });
  if (!listed.ok) return listed;
  const at = listed.data.items.findIndex((member) => member.assistantId === assistantId);
  const position = Math.min(Math.max(at + 1 + by, 1), listed.data.items.length);
  return api.patch("/v1/squads/{id}/members/{assistantId}", {
    path: { id, assistantId },
    body: asTyped<ChangeSquadMember>({ position }),
    ifMatch: textIn(form, "etag") || undefined,
  });
}

export const removeMember = (api: Api, id: string, form: FormData) =>
  api.delete("/v1/squads/{id}/members/{assistantId}", {
    path: { id, assistantId: textIn(form, "member") },
    ifMatch: textIn(form, "etag") || undefined,
  });

export const saveHandoffs = (api: Api, id: string, form: FormData, rows: HandoffRow[]) =>
  api.patch("/v1/squads/{id}/members/{assistantId}", {
    path: { id, assistantId: textIn(form, "member") },
    body: asTyped<ChangeSquadMember>({
      handoffs: rows.map(({ to, when, message }) => ({ to, when, ...(message !== "" && { message }) })),
    }),
    ifMatch: textIn(form, "etag") || undefined,
  });

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
