import type { AlertKind, Locale } from "@allokoli/shared/db/schema/index";
import { toStory, type Reader, type Story, type Told } from "./story.ts";
import { WORDS } from "./words.ts";

export type Mail = { subject: string; text: string; html: string; headers: Record<string, string> };

export type MailInput = {
  /** One thing, or several that were gathered, the oldest first. */
  told: readonly Told[];
  reader: Reader;
  organization: { id: string; name: string; timeZone: string };
  siteUrl: string;
  /** Where a mail program turns these mails off by one POST (RFC 8058), and where a person does. */
  unsubscribe: { oneClickUrl: string; pageUrl: string };
};

/** Enough to see what it is; the pages have the rest. */
const LISTED = 20;
const MAX_SUBJECT = 120;

/** The mail that tells one member of one thing, or of several. What callers and members wrote is text, in both forms. */
export function composeMail({ told, reader, organization, siteUrl, unsubscribe }: MailInput): Mail {
  const { locale } = reader;
  const words = WORDS[locale];
  const stories = told.map((one) => ({ ...toStory(one, reader), at: atTime(one, organization.timeZone, locale) }));
  const [first] = stories;
  if (first === undefined) throw new Error("a mail about nothing");
  const isOne = stories.length === 1;
  const content = isOne ? first : gathered(told, stories, locale);
  /** Whoever works in several opens it in this one. */
  const pageOf = (path: string) => `${siteUrl}${path}?organization=${organization.id}`;
  const link = { href: pageOf(content.link.path), label: content.link.label };
  const footer = {
    why: words.why,
    change: { href: pageOf("/account/alerts"), label: words.change },
    stop: { href: unsubscribe.pageUrl, label: words.stop },
  };
  const paragraphs = [...(content.at === undefined ? [] : [content.at]), ...content.lines];
  return {
    subject: oneLine(`${content.headline} · ${organization.name}`),
    text: [
      organization.name,
      content.headline,
      ...paragraphs,
      ...(content.words.length === 0 ? [] : [content.words.map(quoted).join("\n>\n")]),
      `${link.label}\n${link.href}`,
      `-- \n${footer.why}\n${footer.change.label}\n${footer.change.href}\n${footer.stop.label}\n${footer.stop.href}`,
    ].join("\n\n"),
    html: toHtml({ locale, organization: organization.name, content, paragraphs, link, footer }),
    headers: {
      "List-Unsubscribe": `<${unsubscribe.oneClickUrl}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      // RFC 3834: no answering machine answers it.
      "Auto-Submitted": "auto-generated",
    },
  };
}

type Content = Story & { at: string | undefined };

function gathered(told: readonly Told[], stories: readonly Content[], locale: Locale): Content {
  const words = WORDS[locale];
  const byKind = Map.groupBy(
    told.flatMap(({ topic }) => (topic === "digest" ? [] : [topic])),
    (topic): AlertKind => topic,
  );
  const listed = stories.slice(0, LISTED);
  return {
    headline: [...byKind].map(([kind, those]) => words.counts[kind](those.length)).join(", "),
    at: undefined,
    lines: [
      words.gathered(stories.length),
      ...listed.map(({ headline, at }) => `${at ?? ""} : ${headline}`),
      ...(stories.length > LISTED ? [words.more(stories.length - LISTED)] : []),
    ],
    // There is no room for what each caller said.
    words: [],
    link: { path: byKind.has("urgent-message") || byKind.has("message") ? "/messages" : "/", label: words.open.digest },
  };
}

/** `lundi 23 novembre à 9 h 02`, on the organization's clock; a digest has its day in the headline. */
function atTime({ topic, at }: Told, timeZone: string, locale: Locale): string | undefined {
  if (topic === "digest") return undefined;
  const text = new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(at);
  return locale === "fr" ? text.replace(/0?(\d+):(\d+)$/, "$1\u00A0h\u00A0$2") : text;
}

const quoted = (text: string) => text.replaceAll(/^/gm, "> ");
/** A subject is a header: no line ends in it. */
const oneLine = (text: string) => {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length <= MAX_SUBJECT ? line : `${line.slice(0, MAX_SUBJECT - 1).toWellFormed()}…`;
};

type Link = { href: string; label: string };
type Page = {
  locale: Locale;
  organization: string;
  content: Content;
  paragraphs: string[];
  link: Link;
  footer: { why: string; change: Link; stop: Link };
};

const toHtml = ({ locale, organization, content, paragraphs, link, footer }: Page) => `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>${escaped(content.headline)}</title></head>
<body style="margin:0;padding:24px;background:#f5f7f9;color:#1c2430;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#fff;border:1px solid #dfe4ea;border-radius:12px">
<p style="margin:0;color:#5b6675;font-size:14px">${escaped(organization)}</p>
<h1 style="margin:4px 0 12px;font-size:20px">${escaped(content.headline)}</h1>
${paragraphs.map((text) => `<p style="margin:0 0 8px">${escaped(text)}</p>`).join("\n")}
${content.words.map((text) => `<blockquote style="margin:0 0 8px;padding:8px 12px;border-left:3px solid #dfe4ea;white-space:pre-wrap;overflow-wrap:anywhere">${escaped(text)}</blockquote>`).join("\n")}
<p style="margin:16px 0 0"><a href="${escaped(link.href)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#0b6b5d;color:#fff;font-weight:600;text-decoration:none">${escaped(link.label)}</a></p>
</div>
<p style="max-width:560px;margin:16px auto 0;color:#5b6675;font-size:13px">${escaped(footer.why)}<br>
<a href="${escaped(footer.change.href)}" style="color:#5b6675">${escaped(footer.change.label)}</a> ·
<a href="${escaped(footer.stop.href)}" style="color:#5b6675">${escaped(footer.stop.label)}</a></p>
</body></html>
`;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Text as HTML, in an element or a quoted attribute. */
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
