import type { APIContext } from "astro";
import type { Member, Organization } from "./api/types.ts";
import { m } from "../paraglide/messages.js";
import { ORGANIZATION_COOKIE, rememberedFor } from "./cookies.ts";
import type { Api } from "./api/client.ts";

export const ROLE_LABELS = {
  viewer: m.role_viewer,
  member: m.role_member,
  admin: m.role_admin,
  owner: m.role_owner,
} satisfies Record<Organization["role"], () => string>;

export const listOrganizations = (api: Api) => api.get("/v1/organizations");

/** The organization that this browser chose; undefined when it could not be read, or is none of the person's any more. */
export async function currentOrganization({ organizations, organizationId }: App.Locals) {
  const answer = await organizations;
  return answer?.ok ? answer.data.items.find(({ id }) => id === organizationId) : undefined;
}

/** A member as colleagues call them; undefined for one who has left. */
export const memberName = (member: Pick<Member, "name" | "email"> | undefined): string =>
  member?.name ?? member?.email ?? m.members_nameless();

/** Chooses the first organization, for a person who has not chosen one in this browser, and stores the choice. */
export async function chooseOrganization(context: Pick<APIContext, "cookies" | "url">, api: Api) {
  const answer = await listOrganizations(api);
  const first = answer.ok ? answer.data.items[0] : undefined;
  if (first !== undefined) context.cookies.set(ORGANIZATION_COOKIE, first.id, rememberedFor(context.url));
  return first?.id;
}
