import type { APIRoute } from "astro";
import { ORGANIZATION_COOKIE } from "../lib/cookies.ts";

export const POST: APIRoute = async ({ locals, cookies, redirect }) => {
  await locals.auth.signOut({ scope: "local" });
  // Even if Auth is unavailable, this browser deletes its session.
  for (const name of SESSION_COOKIES) if (cookies.has(name)) cookies.delete(name, { path: "/" });
  cookies.delete(ORGANIZATION_COOKIE, { path: "/" });
  return redirect("/signin?signed-out", 303);
};

const SESSION_COOKIES = ["allokoli-session", ...Array.from({ length: 5 }, (_, chunk) => `allokoli-session.${chunk}`)];

export const GET: APIRoute = ({ redirect }) => redirect("/", 303);
