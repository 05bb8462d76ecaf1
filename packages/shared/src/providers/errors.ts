/** The provider understood the request and refused. Its message is one sentence that a person may read. */
export class ProviderRefused extends Error {
  override readonly name = "ProviderRefused";
  readonly status: number;
  /** The provider's own code, where it is known. */
  readonly code: string | undefined;

  constructor(status: number, sentence: string, code?: string) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

/** The provider failed, did not answer, or sent something unreadable: the outcome is unknown. */
export class ProviderUnavailable extends Error {
  override readonly name = "ProviderUnavailable";
  readonly status: number | undefined;

  constructor(status: number | undefined, cause?: unknown) {
    super(`The provider is unavailable${status === undefined ? "" : ` (${status})`}`, { cause });
    this.status = status;
  }
}

const MAX_SENTENCE = 300;

/** A provider's text as one sentence that a person may read: the first, on one line, with a capital and a full stop. */
export function toSentence(text: string): string {
  const line = text
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const [first = line] = line.split(/(?<=[.!?]) (?=[\p{Lu}"'(])/u);
  const short = first.length <= MAX_SENTENCE ? first : `${first.slice(0, MAX_SENTENCE).replace(/\s+\S*$/, "")}…`;
  const capital = short.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
