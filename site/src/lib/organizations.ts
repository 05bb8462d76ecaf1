import type { APIContext } from "astro";
import type { Member, Organization } from "./api/types.ts";
import { m } from "../paraglide/messages.js";
import { ORGANIZATION_COOKIE, rememberedFor, THEME_COOKIE } from "./cookies.ts";
import type { Api } from "./api/client.ts";
import { LANGUAGE_COOKIE } from "./locale.ts";

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

/**
 * For a person who is new in this browser: chooses the organization that they joined last, and their account's language
 * and look, and stores them. Who was invited lands where they were invited, not in the empty organization of their sign-up.
 */
export async function settleIn({ cookies, url }: Pick<APIContext, "cookies" | "url">, api: Api) {
  const me = await api.get("/v1/me");
  if (!me.ok) return undefined;
  const { memberships, locale, theme } = me.data;
  const joinedLast = memberships.at(-1)?.organization.id;
  if (joinedLast !== undefined) cookies.set(ORGANIZATION_COOKIE, joinedLast, rememberedFor(url));
  cookies.set(LANGUAGE_COOKIE, locale, rememberedFor(url));
  cookies.set(THEME_COOKIE, theme, rememberedFor(url));
  return { organizationId: joinedLast, locale };
}
