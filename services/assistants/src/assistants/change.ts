import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { given } from "@allokoli/shared/http/given";
import type { Decision } from "@allokoli/shared/mirror/commits";
import { takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import type { Scope } from "@allokoli/shared/service/service";
import { requireBase, type Expected } from "../settings/base.ts";
import type { Env } from "../env.ts";
import { requirePassage, type Passage } from "../gates/passage.ts";
import type { AssistantSettings } from "../settings/contract.ts";
import { withSpeech } from "../settings/voices.ts";
import { requireGoodSettings, requireNotice } from "./check-settings.ts";
import type { UpdateAssistant } from "./contract.ts";
import { assistantMirror } from "./mirror.ts";
import { withToolNumbers } from "./numbers.ts";
import { changesReferences, requireReferences } from "./references.ts";
import { toSettings, type AssistantRow } from "./store.ts";

/**
 * Changes what is published of an assistant.
 * @throws {Problem} `not_found`, `precondition_failed`, `tests_not_passed`, `validation_failed`, `vapi_refused`
 */
export async function changeAssistant(
  c: Scope<Env>,
  id: string,
  expected: Expected,
  asked: UpdateAssistant,
  passage: Passage = "direct",
): Promise<AssistantRow> {
  const change = await requireChange(c, asked);
  return applyChange(c, id, expected.ifMatch, async (before, tx) => {
    const old = toSettings(before);
    requireBase(expected, old);
    const settings = settingsAfter(old, change);
    if (changesReferences(change)) await requireReferences(tx, before.orgId, settings);
    const guarded = { orgId: before.orgId, kind: "assistant" as const, id, name: settings.name };
    return { values: settings, also: (to) => requirePassage(to, guarded, passage, authorOf(c)) };
  });
}

/**
 * A change with its numbers in their stored form.
 * @throws {Problem} `validation_failed`
 */
export async function requireChange(c: Scope<Env>, asked: UpdateAssistant): Promise<Partial<AssistantSettings>> {
  const named = given(asked);
  const change = await takeOwnNumbers(c.var.tenant, (take) => withToolNumbers(named, take));
  requireGoodSettings(change, addressRules(c.env));
  return change;
}

/**
 * The settings that a change makes of others, with the voice and transcriber of a new language.
 * @throws {Problem} `validation_failed`
 */
export function settingsAfter(before: AssistantSettings, change: Partial<AssistantSettings>): AssistantSettings {
  const settings: AssistantSettings = { ...before, ...withSpeech(before, change) };
  requireNotice(settings, before);
  return settings;
}

type Decide = (before: AssistantRow, tx: Tx) => Promise<Decision<AssistantSettings>>;
export const applyChange = (c: Scope<Env>, id: string, ifMatch: string | undefined, decide: Decide) =>
  mirrorOf(c).change(c.var.tenant, { id, ifMatch, author: authorOf(c), decide });

export const mirrorOf = (c: Scope<Env>) => assistantMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
