import type { Scope } from "@allokoli/shared/service/service";
import { changeAssistant } from "../assistants/change.ts";
import { UpdateAssistant } from "../assistants/contract.ts";
import type { Env } from "../env.ts";
import { changeSquad, named } from "../squads/change.ts";
import { UpdateSquad } from "../squads/contract.ts";
import { changeWorkflow } from "../workflows/change.ts";
import { UpdateWorkflow } from "../workflows/contract.ts";
import { publishDraft, type Publishing } from "./drafts.ts";

type Publish = { id: string } & Publishing;

export const publishAssistant = (c: Scope<Env>, { id, ...how }: Publish) =>
  publishDraft(c, { kind: "assistant", id }, how, (change, over, passage) =>
    changeAssistant(c, id, over, UpdateAssistant.parse(change), passage),
  );

export const publishSquad = (c: Scope<Env>, { id, ...how }: Publish) =>
  publishDraft(c, { kind: "squad", id }, how, (change, over, passage) =>
    changeSquad(c, id, over, named(UpdateSquad.parse(change)), passage),
  );

export const publishWorkflow = (c: Scope<Env>, { id, ...how }: Publish) =>
  publishDraft(c, { kind: "workflow", id }, how, (change, over, passage) =>
    changeWorkflow(c, id, over, UpdateWorkflow.parse(change), passage),
  );
