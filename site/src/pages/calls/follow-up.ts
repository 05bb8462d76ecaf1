import type { APIRoute } from "astro";
import { followUp } from "../../lib/calls/call-back.ts";
import { readForm, textIn } from "../../lib/form.ts";
import { localPath } from "../../lib/local-path.ts";

/** At most so many calls of one caller at once: the longest list that a page shows. */
const MANY = 100;

/** A caller has been called back, or has not after all; then back to the page on which that was said. */
export const POST: APIRoute = async ({ request, locals, redirect }) => {
  const form = await readForm(request);
  const ids = form.getAll("call").filter((id) => typeof id === "string");
  const isFollowedUp = textIn(form, "intent") !== "reopen";
  const failed = await followUp(locals.api, ids.slice(0, MANY), isFollowedUp);
  const next = localPath(textIn(form, "next"));
  if (failed !== undefined) return redirect(`${next}?done=not-followed-up`, 303);
  const query = new URLSearchParams({ done: isFollowedUp ? "followed-up" : "to-call-back" });
  if (isFollowedUp) for (const id of ids) query.append("call", id);
  return redirect(`${next}?${query}`, 303);
};

export const GET: APIRoute = ({ redirect }) => redirect("/calls", 303);
