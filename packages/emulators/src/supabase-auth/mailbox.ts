import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const KEPT_MAILS = 500;

export type MailType = "signup" | "invite" | "magiclink" | "recovery" | "email_change";

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

/** Every mail of this machine, newest first; in a file when there is one. */
export class Mailbox {
  #mails: readonly Mail[];
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
    this.#mails = file === undefined ? [] : readMails(file);
  }

  list(to?: string): readonly Mail[] {
    const address = to?.toLowerCase();
    return address === undefined ? this.#mails : this.#mails.filter((mail) => mail.to === address);
  }

  deliver(mail: Omit<Mail, "id">): void {
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
function readMails(file: string): readonly Mail[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as readonly Mail[];
  } catch {
    return [];
  }
}
