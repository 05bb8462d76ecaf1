import type { CompilerOptions } from "@inlang/paraglide-js";

/** How the sentences of `messages/` become the modules of `src/paraglide`; paths are from this folder. */
export const MESSAGES = {
  project: "./project.inlang",
  outdir: "./src/paraglide",
  strategy: ["cookie", "preferredLanguage", "baseLocale"],
  cookieName: "allokoli-language",
  isServer: "import.meta.env.SSR",
  emitReadme: false,
  emitTsDeclarations: true,
} satisfies CompilerOptions;
