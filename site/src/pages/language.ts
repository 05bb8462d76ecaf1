import type { APIRoute } from "astro";
import { rememberedFor } from "../lib/cookies.ts";
import { readForm, textIn } from "../lib/form.ts";
import { LANGUAGE_COOKIE } from "../lib/locale.ts";
import { localPath } from "../lib/local-path.ts";
import { isLocale } from "../paraglide/runtime.js";

export const POST: APIRoute = async ({ request, cookies, url, redirect, locals }) => {
  const form = await readForm(request);
  const language = textIn(form, "language");
  if (isLocale(language)) {
    cookies.set(LANGUAGE_COOKIE, language, rememberedFor(url));
    // The account keeps it for the person's other browsers; if that fails, this one has it all the same.
    if (locals.session !== undefined) await locals.api.patch("/v1/me", { body: { locale: language } });
  }
  return redirect(localPath(textIn(form, "next")), 303);
};

export const GET: APIRoute = ({ redirect }) => redirect("/", 303);
