import type { FailureCode } from "@allokoli/shared/rpc/reader";

/** Thrown when a file cannot be read, with a reason that its owner can act on. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly code: FailureCode;

  constructor(code: FailureCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
