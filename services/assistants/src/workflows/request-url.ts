import { findUrlFault, type AddressRules } from "@allokoli/shared/http/public-url";

/** A scheme and a host without any variable. */
const FIXED_ORIGIN = /^https?:\/\/[^/?#@\\{}]+[/?]/i;

/**
 * The fault of an API request's address, as the end of a sentence; undefined when it has none. A caller decides the
 * value of a variable: it may be in the path or the query, but never decide the host.
 */
export function requestUrlFault(url: string, rules: AddressRules): string | undefined {
  if (/[{}]/.test(url) && !FIXED_ORIGIN.test(url)) return "may have variables in its path and query alone";
  return findUrlFault(url, rules);
}
