/** The provider understood and said no. Its message is one sentence that a person may read. */
export class ProviderRefused extends Error {
  override readonly name = "ProviderRefused";
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** The provider failed, was silent, or did not speak its own language: what happened there is not known. */
export class ProviderUnavailable extends Error {
  override readonly name = "ProviderUnavailable";
  readonly status: number | undefined;

  constructor(status: number | undefined, cause?: unknown) {
    super(`The provider is unavailable${status === undefined ? "" : ` (${status})`}`, { cause });
    this.status = status;
  }
}
