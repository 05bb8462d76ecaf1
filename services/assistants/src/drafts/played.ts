import { drafts } from "@allokoli/shared/db/schema/index";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { given } from "@allokoli/shared/http/given";
import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { isSameJson } from "@allokoli/shared/mirror/changed-fields";
import { WaitsFor } from "@allokoli/shared/mirror/state";
import { takeNumbersIn } from "@allokoli/shared/phone/organization-numbers";
import type { DraftSnapshot, InlineTarget } from "@allokoli/shared/rpc/drafts";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { and, eq } from "drizzle-orm";
import { compileAssistant } from "../assistants/compile.ts";
import { UpdateAssistant } from "../assistants/contract.ts";
import { withToolNumbers } from "../assistants/numbers.ts";
import { findCompiled } from "../assistants/references.ts";
import { assistantResource, toSettings } from "../assistants/store.ts";
import type { Env } from "../env.ts";
import type { AssistantSettings } from "../settings/contract.ts";
import { withSpeech } from "../settings/voices.ts";
import { compileSquad } from "../squads/compile.ts";
import { UpdateSquad, type SquadSettings } from "../squads/contract.ts";
import { memberFaults } from "../squads/members.ts";
import { findMembers, squadResource } from "../squads/store.ts";
import { withChange } from "../workflows/change.ts";
import { toErrors } from "../workflows/check.ts";
import { compileWorkflow } from "../workflows/compile.ts";
import { UpdateWorkflow, type WorkflowSettings } from "../workflows/contract.ts";
import { findFaults } from "../workflows/faults.ts";
import { findContext, workflowResource } from "../workflows/store.ts";
import type { Target } from "./store.ts";

type Whole = { name: string; settings: object };
/** `isDifferent`: what is published is something else. */
export type Played = DraftSnapshot & { isDifferent: boolean };
type Refused = { errors: FieldError[] };

/** What a draft would make of an assistant, a squad or a workflow, in a transaction of the system. */
export async function readPlayed(tx: Tx, { orgId, kind, id }: Target): Promise<Played | Refused | undefined> {
  const [draft] = await tx
    .select()
    .from(drafts)
    .where(and(eq(drafts.orgId, orgId), eq(drafts.kind, kind), eq(drafts.resourceId, id)));
  if (draft === undefined) return undefined;
  const whole = await refusing(() => READERS[kind](tx, { orgId, id, change: draft.change }));
  if (whole === undefined || "errors" in whole) return whole;
  return { draftId: draft.id, revision: draft.revision, keptAt: draft.updatedAt.toISOString(), ...whole };
}

type Compared = Whole & Pick<Played, "isDifferent">;
type Changed = { orgId: string; id: string; change: unknown };

const READERS = {
  async assistant(tx: Tx, { orgId, id, change }: Changed): Promise<Compared | undefined> {
    const row = await assistantResource.find(tx, orgId, id);
    if (row === undefined) return undefined;
    const old = toSettings(row);
    const named = given(UpdateAssistant.parse(change));
    const settings: AssistantSettings = {
      ...old,
      ...withSpeech(old, await takeNumbersIn(tx, orgId, (take) => withToolNumbers(named, take))),
    };
    return compared({ name: settings.name, settings }, { name: old.name, settings: old });
  },
  async squad(tx: Tx, { orgId, id, change }: Changed): Promise<Compared | Refused | undefined> {
    const row = await squadResource.find(tx, orgId, id);
    if (row === undefined) return undefined;
    const { name = row.name, members = row.settings.members } = UpdateSquad.parse(change);
    const known = await findMembers(tx, orgId, { members });
    const errors = memberFaults(members, new Map([...known.values()].map((member) => [member.id, member.name])));
    return errors.length > 0 ? { errors } : compared({ name, settings: { members } }, row);
  },
  async workflow(tx: Tx, { orgId, id, change }: Changed): Promise<Compared | Refused | undefined> {
    const row = await workflowResource.find(tx, orgId, id);
    if (row === undefined) return undefined;
    const { name = row.name, ...changed } = UpdateWorkflow.parse(change);
    const settings = withChange(row.settings, given(changed));
    const faults = findFaults(settings);
    return faults.length > 0 ? { errors: toErrors(faults, settings) } : compared({ name, settings }, row);
  },
};

const compared = ({ name, settings }: Whole, before: Whole) => ({
  name,
  settings,
  isDifferent: name !== before.name || !isSameJson(settings, before.settings),
});

/** A snapshot as Vapi takes it, with what stands now of what it names: functions, members, bases. */
export async function compilePlayed(
  env: Env,
  tenant: Tenant,
  { kind, id, name, settings }: Omit<Target, "orgId"> & Whole,
): Promise<InlineTarget | Refused> {
  requireEnv(env, ["VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL"]);
  const { orgId } = tenant;
  const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId };
  const server = await vapiServer(ours);
  const compile = {
    async assistant(): Promise<InlineTarget> {
      // Written by `readPlayed`, as are those below.
      const whole = settings as AssistantSettings;
      const toolServer = await vapiServer({ ...ours, assistantId: id });
      const context = await tenant.read((tx) => findCompiled(tx, orgId, whole));
      return {
        type: "assistant",
        assistant: compileAssistant(whole, { assistantId: id, orgId, server, toolServer, ...context }),
      };
    },
    async squad(): Promise<InlineTarget> {
      const whole = settings as SquadSettings;
      const assistants = await tenant.read((tx) => findMembers(tx, orgId, whole));
      return { type: "squad", squad: compileSquad({ name, ...whole }, { id, orgId, assistants }) };
    },
    async workflow(): Promise<InlineTarget> {
      const whole = settings as WorkflowSettings;
      const toolServer = await vapiServer({ ...ours, workflowId: id });
      const context = await tenant.read((tx) => findContext(tx, { orgId, settings: whole }));
      return {
        type: "squad",
        squad: compileWorkflow({ name, ...whole }, { id, orgId, server, toolServer, ...context }),
      };
    },
  };
  return refusing(compile[kind]);
}

/** What a person can put right becomes a value: errors lose their class over RPC. */
async function refusing<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (err) {
    if (err instanceof WaitsFor) return { errors: [{ path: "", message: err.message }] };
    if (err instanceof Problem && err.errors !== undefined) return { errors: err.errors };
    throw err;
  }
}
