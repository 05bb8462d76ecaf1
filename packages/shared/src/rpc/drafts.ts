import type { FieldError } from "../http/problem.ts";

/** What can have a draft. */
export type DraftKind = "assistant" | "squad" | "workflow";

/** An assistant, a squad or a workflow as its draft would make it. */
export type DraftSnapshot = {
  draftId: string;
  revision: number;
  /** When this revision was kept; an ISO date. */
  keptAt: string;
  name: string;
  /** As the assistants Worker writes and reads them; nobody else looks into them. */
  settings: object;
};

/** What Vapi takes as the target of a simulation instead of an id. */
export type InlineTarget = { type: "assistant"; assistant: object } | { type: "squad"; squad: object };

type Asked = { orgId: string; kind: DraftKind; id: string; requestId: string };

/** What the assistants Worker does with drafts for the Worker that plays tests, over its `AssistantsEntrypoint`. */
export type DraftsRpc = {
  /** The draft as it is kept; undefined when there is none, `errors` when it cannot be played as it is. */
  readDraft(input: Asked): Promise<DraftSnapshot | { errors: FieldError[] } | undefined>;
  /** A snapshot as Vapi takes it: it has the organization's secret, so it is not kept anywhere. */
  compileDraft(
    input: Asked & Pick<DraftSnapshot, "name" | "settings">,
  ): Promise<InlineTarget | { errors: FieldError[] }>;
  /** A run of tests against a draft is over: a publication may have waited for it. */
  draftTested(input: { orgId: string }): Promise<void>;
};

/** The assistants Worker's service binding as this RPC interface. */
// `AssistantsEntrypoint` of services/assistants is declared to implement this type.
export const draftsRpc = (binding: unknown): DraftsRpc => binding as DraftsRpc;
