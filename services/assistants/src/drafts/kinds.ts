import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";
import { z } from "@hono/zod-openapi";
import { Assistant, UpdateAssistant } from "../assistants/contract.ts";
import { AssistantSettings } from "../settings/contract.ts";
import { Squad, SquadSettings, UpdateSquad } from "../squads/contract.ts";
import { UpdateWorkflow, Workflow, WorkflowFault, WorkflowSettings } from "../workflows/contract.ts";
import { EXAMPLE_WORKFLOW } from "../workflows/examples.ts";
import { draftContract, EXAMPLE_AUTHOR, replacedContract } from "./contract.ts";

const ASSISTANTS = {
  kind: "assistant",
  name: "assistant",
  Name: "Assistant",
  path: "/v1/assistants",
  tag: "Assistants",
} as const;
const SQUADS = { kind: "squad", name: "squad", Name: "Squad", path: "/v1/squads", tag: "Squads" } as const;
const WORKFLOWS = {
  kind: "workflow",
  name: "workflow",
  Name: "Workflow",
  path: "/v1/workflows",
  tag: "Workflows",
} as const;

const example = { isBehind: false, base: null, author: EXAMPLE_AUTHOR, ...EXAMPLE_TIMES };
const version = {
  version: 3,
  name: "Accueil du cabinet",
  author: EXAMPLE_AUTHOR,
  replacedAt: EXAMPLE_TIMES.updatedAt,
};

/** What a draft was begun with, shown only where it is no longer what is published. */
const baseOf = <Settings extends z.ZodType>(Settings: Settings) =>
  z.union([Settings, z.null()]).describe("What was published when it was begun, when it `isBehind`");
const name = z.string();

export const ASSISTANT_DRAFT = draftContract(
  ASSISTANTS,
  { change: UpdateAssistant, base: baseOf(AssistantSettings) },
  Assistant,
  { ...example, change: { name: "Accueil" } },
);
export const SQUAD_DRAFT = draftContract(
  SQUADS,
  { change: UpdateSquad, base: baseOf(SquadSettings.extend({ name })) },
  Squad,
  { ...example, change: { name: "Accueil" } },
);
export const WORKFLOW_DRAFT = draftContract(
  WORKFLOWS,
  {
    change: UpdateWorkflow,
    base: baseOf(WorkflowSettings.extend({ name })),
    faults: z.array(WorkflowFault).describe("Of the workflow as the draft would make it"),
  },
  Workflow,
  { ...example, change: { name: "Accueil" }, faults: [] },
);

export const SQUAD_VERSIONS = replacedContract(SQUADS, SquadSettings, Squad, {
  version,
  settings: { members: [{ assistantId: EXAMPLE_IDS.assistant, handoffs: [] }] },
});
const {
  id: _,
  name: _name,
  state: _state,
  vapiSquadId: _vapi,
  sync: _sync,
  faults: _faults,
  createdAt: _made,
  updatedAt: _changed,
  ...settings
} = EXAMPLE_WORKFLOW;
export const WORKFLOW_VERSIONS = replacedContract(WORKFLOWS, WorkflowSettings, Workflow, {
  version,
  settings,
});
