import type { AuthClient } from "./client.ts";

export type SignedIn = { accessToken: string; userId: string; email: string };

export type SessionAnswer =
  | { state: "signed-in"; session: SignedIn }
  | { state: "signed-out" }
  | { state: "unavailable" };

/** The limit for a refresh, which is one request: while Auth is unavailable, its client would try for half a minute. */
const REFRESH_PATIENCE_MS = 5_000;

/**
 * The session in the cookies, refreshed when it is about to end. It authorizes nothing: the gateway verifies the token
 * of every request, so a forged cookie is useless.
 */
export async function readSession(auth: AuthClient): Promise<SessionAnswer> {
  const answer = await Promise.race([auth.getSession(), patience()]);
  if (answer === "too late") return { state: "unavailable" };
  const { data, error } = answer;
  if (data.session) {
    const { access_token: accessToken } = data.session;
    return {
      state: "signed-in",
      session: { accessToken, userId: claimIn(accessToken, "sub"), email: claimIn(accessToken, "email") },
    };
  }
  const away = error !== null && (error.status === undefined || error.status === 0 || error.status >= 500);
  return away && error.name !== "AuthSessionMissingError" ? { state: "unavailable" } : { state: "signed-out" };
}

const patience = () =>
  new Promise<"too late">((resolve) => {
    setTimeout(() => resolve("too late"), REFRESH_PATIENCE_MS);
  });

/** A text of the token's claims, for display and for telling one person's drafts from another's. */
function claimIn(accessToken: string, name: "sub" | "email"): string {
  const payload = accessToken.split(".")[1] ?? "";
  try {
    const json: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const claim: unknown = typeof json === "object" && json !== null ? Reflect.get(json, name) : undefined;
    return typeof claim === "string" ? claim : "";
  } catch {
    return "";
  }
}
