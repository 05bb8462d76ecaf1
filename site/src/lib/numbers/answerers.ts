import { answererAt } from "@allokoli/shared/hours/schedule";
import type { Answer, Api } from "../api/client.ts";
import { listAll } from "../api/list-all.ts";
import type { OpeningHours, PhoneNumber } from "../api/types.ts";
import { textIn, textOf } from "../form.ts";
import { phoneNumber } from "../format.ts";
import { m } from "../../paraglide/messages.js";

export type Hours = NonNullable<OpeningHours>;
export type Answerer = Hours["open"];
type Named = { id: string; name: string };
/** Who can answer in this organization. */
export type Answerers = { assistants: Named[]; squads: Named[]; workflows: Named[] };

export async function loadAnswerers(api: Api): Promise<Answer<Answerers>> {
  const [assistants, squads, workflows] = await Promise.all([
    listAll((cursor) => api.get("/v1/assistants", { query: { limit: 100, cursor } })),
    listAll((cursor) => api.get("/v1/squads", { query: { limit: 100, cursor } })),
    listAll((cursor) => api.get("/v1/workflows", { query: { limit: 100, cursor } })),
  ]);
  if (!assistants.ok) return assistants;
  if (!squads.ok) return squads;
  if (!workflows.ok) return workflows;
  const ready = workflows.data.filter(({ state }) => state === "ready");
  return {
    ok: true,
    data: { assistants: assistants.data, squads: squads.data, workflows: ready },
    etag: undefined,
  };
}

/** Who answers a number at an instant, by the code that answers its calls; undefined when nobody is named. */
export function answererOf(
  { hours, assistantId, squadId, workflowId }: Pick<PhoneNumber, "hours" | "assistantId" | "squadId" | "workflowId">,
  at: Date,
): Answerer | undefined {
  if (hours !== null) return answererAt(hours, at);
  if (assistantId !== null) return { type: "assistant", assistantId };
  if (squadId !== null) return { type: "squad", squadId };
  return workflowId === null ? undefined : { type: "workflow", workflowId };
}

/** Who was deleted, or a workflow that no longer runs. */
export function isGone(answerer: Answerer, { assistants, squads, workflows }: Answerers): boolean {
  switch (answerer.type) {
    case "assistant":
      return !assistants.some(({ id }) => id === answerer.assistantId);
    case "squad":
      return !squads.some(({ id }) => id === answerer.squadId);
    case "workflow":
      return !workflows.some(({ id }) => id === answerer.workflowId);
    default:
      return false;
  }
}

/** `Secrétariat`, `transfert vers +33 6 …`: who answers, in words. */
export function tellAnswerer(answerer: Answerer, { assistants, squads, workflows }: Answerers): string {
  switch (answerer.type) {
    case "assistant":
      return assistants.find(({ id }) => id === answerer.assistantId)?.name ?? m.answerer_gone();
    case "squad": {
      const squad = squads.find(({ id }) => id === answerer.squadId);
      return squad ? m.answerer_squad({ name: squad.name }) : m.answerer_gone();
    }
    case "workflow": {
      const workflow = workflows.find(({ id }) => id === answerer.workflowId);
      return workflow ? m.answerer_workflow({ name: workflow.name }) : m.answerer_gone();
    }
    case "transfer":
      return m.answerer_transfer({ number: phoneNumber(answerer.number) });
    case "message":
      return m.answerer_message();
  }
}

/** An answerer as its fields have it: `assistant:<id>`, `squad:<id>`, `workflow:<id>`, `transfer`, `message`, or nobody. */
export type AnswererDraft = { who: string; number: string; message: string; text: string };

export const NOBODY: AnswererDraft = { who: "", number: "", message: "", text: "" };

export const readAnswerer = (form: FormData, prefix: string): AnswererDraft => ({
  who: textIn(form, `${prefix}.who`),
  number: textIn(form, `${prefix}.number`),
  message: textOf(form, `${prefix}.message`),
  text: textOf(form, `${prefix}.text`),
});

export function draftOfAnswerer(answerer: Answerer | undefined): AnswererDraft {
  switch (answerer?.type) {
    case "assistant":
      return { ...NOBODY, who: `assistant:${answerer.assistantId}` };
    case "squad":
      return { ...NOBODY, who: `squad:${answerer.squadId}` };
    case "workflow":
      return { ...NOBODY, who: `workflow:${answerer.workflowId}` };
    case "transfer":
      return { ...NOBODY, who: "transfer", number: phoneNumber(answerer.number), message: answerer.message ?? "" };
    case "message":
      return { ...NOBODY, who: "message", text: answerer.text };
    case undefined:
      return NOBODY;
  }
}

/** An answerer in the form of the API, which checks it; undefined for nobody. */
export function compileAnswerer({ who, number, message, text }: AnswererDraft): object | undefined {
  if (who === "transfer") return { type: "transfer", number, ...(message !== "" && { message }) };
  if (who === "message") return { type: "message", text };
  const named = compileNamed(who);
  if (named.assistantId) return { type: "assistant", assistantId: named.assistantId };
  if (named.squadId) return { type: "squad", squadId: named.squadId };
  return named.workflowId ? { type: "workflow", workflowId: named.workflowId } : undefined;
}

/** Who always answers: one of them at most. */
export type NamedAnswerer = { assistantId?: string; squadId?: string; workflowId?: string };

/** The assistant, squad or workflow that a choice names. */
export function compileNamed(who: string): NamedAnswerer {
  const [kind, id] = who.split(":");
  if (id === undefined) return {};
  if (kind === "workflow") return { workflowId: id };
  return kind === "squad" ? { squadId: id } : { assistantId: id };
}

/** The choices of who answers; `current` stays a choice when it was deleted, so that nothing changes by itself. */
export function answererGroups({ assistants, squads, workflows }: Answerers, current: string) {
  const option = (kind: string) => (one: Named) => ({ value: `${kind}:${one.id}`, label: one.name });
  const groups = [
    { label: m.answerer_assistants(), options: assistants.map(option("assistant")) },
    { label: m.answerer_squads(), options: squads.map(option("squad")) },
    { label: m.answerer_workflows(), options: workflows.map(option("workflow")) },
  ].filter(({ options }) => options.length > 0);
  const isKnown = groups.some(({ options }) => options.some(({ value }) => value === current));
  const isNamed = current.includes(":");
  return isNamed && !isKnown
    ? [{ label: m.answerer_gone_group(), options: [{ value: current, label: m.answerer_gone() }] }, ...groups]
    : groups;
}
