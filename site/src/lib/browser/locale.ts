import { baseLocale, isLocale, overwriteGetLocale } from "../../paraglide/runtime.js";

// In the browser the language is that of the page; on the server lib/locale.ts takes it from the request.
if (!import.meta.env.SSR) {
  overwriteGetLocale(() => {
    const language = document.documentElement.lang;
    return isLocale(language) ? language : baseLocale;
  });
}
