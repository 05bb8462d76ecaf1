import { z } from "zod";
import type { GatewayBindings } from "../env.ts";

const TIMEOUT_MS = 10_000;
/** GoTrue sends one link a minute to a person, and says when the next one is possible. */
const SENT_JUST_NOW = /after \d+ seconds/;

export type Mail = { email: string; organizationName: string; locale: "fr" | "en" };
export type MailBindings = Pick<GatewayBindings, "SUPABASE_URL" | "SUPABASE_SERVICE_ROLE_KEY" | "SITE_URL">;

/**
 * Have Auth send the mail: an invitation to a new address, a magic link to a person with an account. No answer says
 * which of the two it was.
 */
export async function sendMail(
  env: MailBindings,
  { email, organizationName, locale }: Mail,
): Promise<"sent" | "failed"> {
  const data = { locale, invited_to: organizationName };
  const invited = await ask(env, "invite", { email, data });
  if (invited.code !== "email_exists") return invited.ok ? "sent" : "failed";
  const linked = await ask(env, "otp", { email, create_user: false });
  return linked.ok || (linked.code === "over_email_send_rate_limit" && SENT_JUST_NOW.test(linked.message))
    ? "sent"
    : "failed";
}

type Answer = { ok: boolean; code: string; message: string };

async function ask(env: MailBindings, path: "invite" | "otp", body: object): Promise<Answer> {
  const url = new URL(`${env.SUPABASE_URL}/auth/v1/${path}`);
  url.searchParams.set("redirect_to", `${env.SITE_URL}/auth/callback?next=/invitations`);
  const key = env.SUPABASE_SERVICE_ROLE_KEY;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { apikey: key, authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { ok: response.ok, ...Refusal.parse(await response.json().catch(() => ({}))) };
  } catch {
    return { ok: false, code: "unreachable", message: "" };
  }
}

const text = z.string().catch("");
/** Older versions of GoTrue's API say `error_code` and `msg`, newer ones `code` and `message`. */
const Refusal = z
  .object({ code: text, error_code: text, message: text, msg: text })
  .transform((said) => ({ code: said.error_code || said.code, message: said.msg || said.message }))
  .catch({ code: "", message: "" });
