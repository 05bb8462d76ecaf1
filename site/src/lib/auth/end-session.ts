import type { AstroCookies } from "astro";
import { ORGANIZATION_COOKIE } from "../cookies.ts";

const SESSION_COOKIES = ["allokoli-session", ...Array.from({ length: 5 }, (_, chunk) => `allokoli-session.${chunk}`)];

/** Signs this browser out. Even if Auth is unavailable, it deletes its session. */
export async function endSession({ auth }: App.Locals, cookies: AstroCookies): Promise<void> {
  await auth.signOut({ scope: "local" });
  for (const name of SESSION_COOKIES) if (cookies.has(name)) cookies.delete(name, { path: "/" });
  cookies.delete(ORGANIZATION_COOKIE, { path: "/" });
}
