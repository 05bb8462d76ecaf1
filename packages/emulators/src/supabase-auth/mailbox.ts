import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const KEPT_MAILS = 500;

export type MailType = "signup" | "invite" | "magiclink" | "recovery" | "email_change";

/** A mail of Auth's. */
export type Mail = {
  id: string;
  to: string;
  type: MailType;
  sentAt: string;
  /** What a person clicks. */
  link: string;
  /** What a person may type instead. */
  code: string;
  tokenHash: string;
  redirectTo: string;
  /** In an email_change mail: the address to be. */
  newEmail?: string;
};

/** What our own Workers sent through Cloudflare's mail binding; Auth has no part in it. */
export type WorkerMail = {
  id: string;
  to: string;
  type: "worker";
  sentAt: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
};
type AnyMail = Mail | WorkerMail;

/** Whether Auth sent it. */
export const isOfAuth = (mail: AnyMail): mail is Mail => mail.type !== "worker";

/** Every mail of this machine, newest first; in a file when there is one. */
export class Mailbox {
  #mails: readonly AnyMail[];
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
    this.#mails = file === undefined ? [] : readMails(file);
  }

  list(to?: string): readonly AnyMail[] {
    const address = to?.toLowerCase();
    return address === undefined ? this.#mails : this.#mails.filter((mail) => mail.to === address);
  }

  deliver(mail: Omit<Mail, "id"> | Omit<WorkerMail, "id">): void {
    this.#mails = [{ ...mail, id: randomUUID() }, ...this.#mails].slice(0, KEPT_MAILS);
    this.#save();
  }

  clear(): void {
    this.#mails = [];
    this.#save();
  }

  #save(): void {
    if (this.#file === undefined) return;
    const partial = `${this.#file}.partial`;
    writeFileSync(partial, JSON.stringify(this.#mails), { mode: 0o600 });
    renameSync(partial, this.#file);
  }
}

/** The file is the mailbox's own: its shape is the one that #save wrote; a torn one is an empty mailbox. */
function readMails(file: string): readonly AnyMail[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as readonly AnyMail[];
  } catch {
    return [];
  }
}
