import { AsyncLocalStorage } from "node:async_hooks";
import {
  baseLocale,
  cookieName,
  extractLocaleFromRequest,
  overwriteGetLocale,
  type Locale,
} from "../paraglide/runtime.js";

const current = new AsyncLocalStorage<Locale>();
overwriteGetLocale(() => current.getStore() ?? baseLocale);

export const LANGUAGE_COOKIE = cookieName;

/** Run a request in the visitor's language: the chosen one, else the first one of their browser, else French. */
export function withLocale<Answer>(request: Request, run: (locale: Locale) => Answer): Answer {
  const locale = extractLocaleFromRequest(request);
  return current.run(locale, () => run(locale));
}
