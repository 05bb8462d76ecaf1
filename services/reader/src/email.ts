import type { Block } from "@allokoli/shared/rpc/reader";
import PostalMime, { type Address } from "postal-mime";
import { createBlocks } from "./blocks.ts";
import { readHtml } from "./html.ts";
import { readText } from "./markdown.ts";
import { Unreadable } from "./unreadable.ts";

/** A message begins with its header: lines of a name and a value, of which one says who wrote it. */
const HEADER = /^(?:[A-Za-z][\w-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}/;

export function isEmail(text: string): boolean {
  const header = HEADER.exec(text.slice(0, 65_536))?.[0] ?? "";
  return /^from:/im.test(header) && /^(?:subject|date|mime-version|message-id|received):/im.test(header);
}

/** The longest attachments that a file may have come to some 350,000; each line takes the library its time. */
const MAX_LINES = 400_000;
const LINE_END = 0x0a;

/**
 * A message by its subject, its people, its date and its text; what is attached is a file of its own.
 * @throws {Unreadable} `too_large`
 */
export async function readEmail(bytes: Uint8Array): Promise<Block[]> {
  if (bytes.reduce((lines, byte) => lines + Number(byte === LINE_END), 0) > MAX_LINES)
    throw new Unreadable("too_large");
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 20, maxHeadersSize: 1024 * 1024 });
  const { blocks, heading, paragraph } = createBlocks();
  heading(mail.subject ?? "", 1);
  for (const [name, people] of [
    ["From", mail.from === undefined ? [] : [mail.from]],
    ["To", mail.to ?? []],
  ] as const) {
    if (people.length > 0) paragraph(`${name}: ${people.map(shown).join(", ")}`);
  }
  const date = mail.headers.find(({ key }) => key === "date")?.value;
  if (mail.date !== undefined) paragraph(`Date: ${shownDate(mail.date, date)}`);
  return [...blocks, ...fuller(readText(mail.text ?? ""), readHtml(mail.html ?? ""))];
}

/** Beside its page, a message has the same as text, or no more than the advice to look at the page. */
const fuller = (text: Block[], page: Block[]) => (wordsOf(page) > wordsOf(text) ? page : text);

const wordsOf = (blocks: Block[]) =>
  blocks.reduce((sum, { text }) => sum + (text.replaceAll(/https?:\S+/g, "").match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0);

/** As the clock of who wrote it showed it; in UTC where the message does not say how far that is from there. */
function shownDate(iso: string, header = ""): string {
  const [, sign, hours = "0", minutes = "0"] = /([+-])(\d{2})(\d{2})\s*(?:\(.*)?$/.exec(header) ?? [];
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const date = new Date(Date.parse(iso) + offset * 60_000);
  if (Number.isNaN(date.getTime())) return header;
  return `${date.toISOString().slice(0, 16).replace("T", " ")}${sign === undefined ? " UTC" : ""}`;
}

const shown = ({ name, address, group }: Address): string =>
  group === undefined ? `${name} ${address ?? ""}`.trim() : group.map(shown).join(", ");
