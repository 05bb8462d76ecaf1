import type { KeyRights } from "@allokoli/shared/rpc/mcp";
import type { Scope } from "@allokoli/shared/scopes/scopes";

/** What a tool does for its caller: the scope that the API asks of the key. */
export type Need = Exclude<Scope, "webhooks">;

/** Whether to offer a tool. The API decides; this saves a model the refusal. */
export const mayUse = ({ role, scopes }: KeyRights, need: Need): boolean =>
  (need === "read" || role !== "viewer") && scopes.includes(need);
