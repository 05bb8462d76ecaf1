import type { OutgoingAnswer } from "@allokoli/shared/http/outgoing";

const DOTS = "••••";
/** A shorter text is not a secret, and is found in any other text. */
const LEAST_SECRET = 6;
/** The shortest word of a secret that is masked by itself: `Bearer` and `Basic` are shorter. */
const LEAST_WORD = 8;

/** An answer without the secrets of its request: a server may repeat what it was sent. */
export function withoutSecrets(answer: OutgoingAnswer, secrets: string[]): OutgoingAnswer {
  if (answer.outcome === "failed") return answer;
  const clean = (text: string) => maskSecrets(text, secrets);
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, clean(value)] as const);
  return { ...answer, headers: Object.fromEntries(headers), body: clean(answer.body) };
}

/** The text with each secret masked, whole or in part, also as JSON or a URL writes it. */
export const maskSecrets = (text: string, secrets: string[]): string =>
  [...new Set(secrets.flatMap(formsOf))]
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, form) => masked.replaceAll(form, DOTS), text);

function formsOf(secret: string): string[] {
  const words = secret.split(/\s+/).filter((word) => word.length >= LEAST_WORD);
  return [secret, ...words, ...credentialsOf(secret)].flatMap((form) =>
    form.length < LEAST_SECRET ? [] : [form, JSON.stringify(form).slice(1, -1), encodeURIComponent(form)],
  );
}

/** Name and password of Basic authentication (RFC 7617), and the password alone. */
function credentialsOf(secret: string): string[] {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(secret.trim())?.[1];
  if (encoded === undefined) return [];
  try {
    const pair = atob(encoded);
    return [pair, pair.slice(pair.indexOf(":") + 1)];
  } catch {
    return [];
  }
}
