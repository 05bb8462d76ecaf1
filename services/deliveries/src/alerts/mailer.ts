import type { Env } from "../env.ts";
import type { Mail } from "./mail.ts";

const SENDER_NAME = "AlloKoli";
/** Longer than any answer of the mail service takes. */
const TIMEOUT_MS = 30_000;

/** Sends a mail through the `send_email` binding. A binding takes no signal: after the time-out nobody knows what became of it. */
export const mailer =
  ({ EMAIL, MAIL_FROM }: Pick<Env, "EMAIL" | "MAIL_FROM">) =>
  async (to: string, { subject, text, html, headers }: Mail): Promise<void> => {
    const from = { name: SENDER_NAME, email: MAIL_FROM };
    const sent = EMAIL.send({ to, from, subject, text, html, headers });
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("the mail service does not answer")), TIMEOUT_MS);
    try {
      await Promise.race([sent, late]);
    } finally {
      clearTimeout(timer);
    }
  };
