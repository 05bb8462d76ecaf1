import { fileURLToPath } from "node:url";
import cloudflare from "@astrojs/cloudflare";
import preact from "@astrojs/preact";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import tailwindcss from "@tailwindcss/vite";
import type { AstroIntegration } from "astro";
import { defineConfig } from "astro/config";
import { MESSAGES } from "./messages.config.ts";
import { missingWords } from "./src/lib/legal.ts";

/** A site whose words of law are missing can be built, but nobody should open it to the public unwarned. */
const legalWords: AstroIntegration = {
  name: "allokoli:legal-words",
  hooks: {
    "astro:build:done": ({ logger }) => {
      const missing = missingWords();
      if (missing.length > 0)
        logger.warn(`Words of law are missing, to be completed in src/lib/legal.ts: ${missing.join(", ")}`);
    },
  },
};

export default defineConfig({
  output: "server",
  // The site keeps its state in the Auth cookies and behind the API: no session store of its own, no image to resize.
  session: false,
  adapter: cloudflare({ imageService: "passthrough" }),
  // React Flow, in the editor of workflows, runs on Preact: one framework serves all islands. Without `include` Babel reads
  // every module, three thousand messages too, and the build takes three times as long; only these files have JSX.
  integrations: [preact({ compat: true, include: [/\.tsx$/] }), legalWords],
  server: { port: 4321 },
  markdown: { syntaxHighlight: false },
  devToolbar: { enabled: false },
  trailingSlash: "never",
  // The page's address until November 2026: mails and bookmarks have it.
  redirects: { "/organization": "/settings/organization" },
  build: { inlineStylesheets: "never" },
  security: {
    checkOrigin: true,
    csp: {
      directives: [
        "default-src 'none'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ],
    },
  },
  vite: {
    resolve: {
      alias: { "@supabase/supabase-js": fileURLToPath(new URL("./src/lib/auth/auth-only-client.ts", import.meta.url)) },
    },
    plugins: [
      // Astro leaves the Worker as it is written; it starts faster the less there is to read.
      {
        name: "allokoli:minify-worker",
        configEnvironment: (name) => (name === "ssr" ? { build: { minify: true } } : undefined),
      },
      tailwindcss(),
      // The scripts compile the messages before they start Astro (scripts/messages.ts).
      ...(process.env["ALLOKOLI_MESSAGES_COMPILED"] === undefined ? [paraglideVitePlugin(MESSAGES)] : []),
    ],
  },
});
