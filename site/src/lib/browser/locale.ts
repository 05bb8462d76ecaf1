import { baseLocale, isLocale, overwriteGetLocale } from "../../paraglide/runtime.js";

// In the browser the page's own language rules; on the server lib/locale.ts has it from the request.
if (!import.meta.env.SSR) {
  overwriteGetLocale(() => {
    const language = document.documentElement.lang;
    return isLocale(language) ? language : baseLocale;
  });
}
