import { z } from "zod";
import { Problem } from "../http/problem.ts";
import { SCOPES, type Scope } from "../scopes/scopes.ts";

/** The header with the identity that the gateway gives a service. The gateway removes it from a client's request. */
export const IDENTITY_HEADER = "x-allokoli-identity";

export const MEMBER_ROLES = ["viewer", "member", "admin", "owner"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** The verified claims of a Supabase access token that the database policies read. */
export const PersonClaims = z.object({
  sub: z.uuid(),
  role: z.literal("authenticated"),
  email: z.string().optional(),
  session_id: z.string().optional(),
  aal: z.string().optional(),
  exp: z.number().int(),
});

/**
 * The claims of a request with an API key: `sub` is the key's id, `scopes` are those of which the operation needs one.
 * No token can have them, because a token's `role` is always a person's.
 */
export const ApiKeyClaims = z.object({
  sub: z.uuid(),
  role: z.literal("api_key"),
  scopes: z.array(z.enum(SCOPES)),
  exp: z.number().int(),
});
export type ApiKeyClaims = z.infer<typeof ApiKeyClaims>;

export const Claims = z.discriminatedUnion("role", [PersonClaims, ApiKeyClaims]);
export type Claims = z.infer<typeof Claims>;

/** Who is asking, and for which organization. Membership itself is checked in the database, by every transaction. */
export const Identity = z.object({ claims: Claims, orgId: z.uuid() });
export type Identity = z.infer<typeof Identity>;

/** The identity as a header value: base64url of its JSON. */
export function encodeIdentity(identity: Identity): string {
  const bytes = new TextEncoder().encode(JSON.stringify(identity));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * The identity that the gateway wrote.
 * @throws {Problem} `unauthorized` when there is none or it is not one.
 */
export function decodeIdentity(header: string | undefined): Identity {
  if (header === undefined) throw new Problem("unauthorized");
  try {
    const binary = atob(header.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return Identity.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (err) {
    throw new Problem("unauthorized", { cause: err });
  }
}

/**
 * The claims with which something is done later for whoever asked for it; the database checks them then as at any request. An
 * API key still needs one of `scopes`.
 */
export const claimsLater = (
  { askedBy: sub, askedRole: role }: { askedBy: string; askedRole: Claims["role"] },
  scopes: Scope[],
  seconds: number,
): Claims => {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  return role === "api_key" ? { sub, role, scopes, exp } : { sub, role, exp };
};
