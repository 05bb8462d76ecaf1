import type { APIRoute } from "astro";
import { endSession } from "../lib/auth/end-session.ts";

export const POST: APIRoute = async ({ locals, cookies, redirect }) => {
  await endSession(locals, cookies);
  return redirect("/signin?signed-out", 303);
};

export const GET: APIRoute = ({ redirect }) => redirect("/", 303);
