import type { functions, squads, workflows } from "../db/schema/index.ts";
import type { Tx } from "../db/tenant.ts";
import { createResource, type OfOrganization } from "./resource.ts";

/** A row of the tables whose columns are `resourceColumns` of db/schema/building-blocks. */
export type SettingsRow<Settings> = Omit<typeof functions.$inferSelect, "settings"> & { settings: Settings };
type NamedSettings<Settings> = { name: string; settings: Settings };

/** The definition of a resource that consists of a name and settings. */
export const settingsResource = <Settings extends object, Context>(
  kind: "function" | "squad" | "workflow",
  table: typeof functions | typeof squads | typeof workflows,
  findContext: (tx: Tx, wanted: OfOrganization & NamedSettings<Settings>) => Promise<Context>,
) =>
  createResource<SettingsRow<Settings>, NamedSettings<Settings>, Context>({
    kind,
    table,
    vapiId: table.vapiId,
    vapiIdOf: ({ vapiId }) => vapiId,
    form: table.syncForm,
    limit: `${kind}s`,
    eventFields: ["id", "name"],
    fieldsOf: ({ name, settings }) => ({ name, ...settings }),
    findContext,
  });
