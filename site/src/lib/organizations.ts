import type { APIContext } from "astro";
import type { Organization } from "../../../services/gateway/src/organization/contract.ts";
import { m } from "../paraglide/messages.js";
import { ORGANIZATION_COOKIE, rememberedFor } from "./cookies.ts";
import type { Gateway } from "./gateway.ts";

export const ROLE_LABELS = {
  viewer: m.role_viewer,
  member: m.role_member,
  admin: m.role_admin,
  owner: m.role_owner,
} satisfies Record<Organization["role"], () => string>;

export const listOrganizations = (gateway: Gateway) => gateway.get<{ items: Organization[] }>("/organizations");

/** The first organization of a person who has not chosen one in this browser, and from then on the chosen one. */
export async function chooseOrganization(context: Pick<APIContext, "cookies" | "url">, gateway: Gateway) {
  const answer = await listOrganizations(gateway);
  const first = answer.ok ? answer.data.items[0] : undefined;
  if (first !== undefined) context.cookies.set(ORGANIZATION_COOKIE, first.id, rememberedFor(context.url));
  return first?.id;
}
