import type { AuthClient } from "./client.ts";

export type SignedIn = { accessToken: string; email: string };

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
    return { state: "signed-in", session: { accessToken, email: emailIn(accessToken) } };
  }
  const away = error !== null && (error.status === undefined || error.status === 0 || error.status >= 500);
  return away && error.name !== "AuthSessionMissingError" ? { state: "unavailable" } : { state: "signed-out" };
}

const patience = () =>
  new Promise<"too late">((resolve) => {
    setTimeout(() => resolve("too late"), REFRESH_PATIENCE_MS);
  });

/** The mail address in the token's claims, for display. */
function emailIn(accessToken: string): string {
  const payload = accessToken.split(".")[1] ?? "";
  try {
    const json: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof json === "object" && json !== null && "email" in json && typeof json.email === "string"
      ? json.email
      : "";
  } catch {
    return "";
  }
}
