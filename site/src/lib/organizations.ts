import type { APIContext } from "astro";
import { ORGANIZATION_COOKIE, rememberedFor } from "./cookies.ts";
import type { Gateway } from "./gateway.ts";

export type Organization = { id: string; name: string; role: "viewer" | "member" | "admin" | "owner" };
export type Me = { email: string | null; fullName: string | null; locale: "fr" | "en" };

export const listOrganizations = (gateway: Gateway) => gateway.get<{ items: Organization[] }>("/organizations");

/** The first organization of a person who has not chosen one in this browser, and from then on the chosen one. */
export async function chooseOrganization(context: Pick<APIContext, "cookies" | "url">, gateway: Gateway) {
  const answer = await listOrganizations(gateway);
  const first = answer.ok ? answer.data.items[0] : undefined;
  if (first !== undefined) context.cookies.set(ORGANIZATION_COOKIE, first.id, rememberedFor(context.url));
  return first?.id;
}
