import { Ajv, type JSONSchemaType } from "ajv";
import type { Auth } from "./auth.ts";

/** What the binding says: an id, a refusal with Cloudflare's code, or an error that says nothing sure. */
export type MailAnswer = { messageId: string } | { code: string | null; message: string };

type Message = {
  to: string;
  from: { name: string; email: string };
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
};

/** The headers that the Email Service takes, of those that we send (developers.cloudflare.com/email-service/reference/headers). */
const HEADERS = /^(list-unsubscribe|list-unsubscribe-post|auto-submitted|x-.+)$/i;
const ADDRESS = { type: "string", pattern: "^[^\\s@<>]+@[^\\s@<>]+\\.[^\\s@<>]+$" } as const;
const LINE = { type: "string", pattern: "^[^\\r\\n]+$", maxLength: 998 } as const;
const TEXT = { type: "string", minLength: 1 } as const;

const SCHEMA: JSONSchemaType<Message> = {
  type: "object",
  properties: {
    to: ADDRESS,
    from: {
      type: "object",
      properties: { name: LINE, email: ADDRESS },
      required: ["name", "email"],
      additionalProperties: false,
    },
    subject: LINE,
    text: TEXT,
    html: TEXT,
    headers: { type: "object", required: [], additionalProperties: LINE },
  },
  required: ["to", "from", "subject", "text", "html", "headers"],
  additionalProperties: false,
};
const ajv = new Ajv();
const isMessage = ajv.compile(SCHEMA);

/** Puts a mail of a Worker's into the mailbox. */
export function takeWorkerMail(
  { mailbox, faults, now }: Pick<Auth, "mailbox" | "faults" | "now">,
  given: unknown,
): MailAnswer {
  if (faults.settings.mailRateLimited) return { code: "E_RATE_LIMIT_EXCEEDED", message: "Rate limit exceeded" };
  if (!isMessage(given)) return { code: "E_VALIDATION_ERROR", message: ajv.errorsText(isMessage.errors) };
  const { to, from, headers, subject, text, html } = given;
  const strange = Object.keys(headers).find((name) => !HEADERS.test(name));
  if (strange !== undefined) return { code: "E_HEADER_NOT_ALLOWED", message: strange };
  const content = { to: to.toLowerCase(), from: from.email, subject, text, html, headers };
  mailbox.deliver({ ...content, type: "worker", sentAt: now().toISOString() });
  if (faults.settings.workerMailAnswerLost) return { code: null, message: "Network connection lost." };
  return { messageId: `<${crypto.randomUUID()}@${from.email.split("@")[1] ?? ""}>` };
}
