import { findUrlFault } from "@allokoli/shared/http/public-url";

/** Scheme and host, whole, before anything that a variable stands for. */
const FIXED_ORIGIN = /^https?:\/\/[^/?#@\\{}]+[/?]/i;

/**
 * Why an API request's address cannot be asked, as the end of a sentence about it; undefined when it can. A caller decides
 * what is in a variable: it may say what is asked for, never who is asked.
 */
export function requestUrlFault(url: string, options: { development: boolean }): string | undefined {
  if (/[{}]/.test(url) && !FIXED_ORIGIN.test(url)) return "may have variables in its path and query alone";
  return findUrlFault(url, options);
}
