import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What such a page may do: nothing but look as it does, and send its own forms. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'";

/** A page of an emulator for people, in French with English beside it. `style` is added to what all of them share. */
export const page = (given: { title: string; style: string; content: Html }): Html =>
  html`<!doctype html>
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${given.title}</title>
        <style>
          ${raw(STYLE + given.style)}
        </style>
      </head>
      <body>
        <main>${given.content}</main>
      </body>
    </html>`;

const STYLE = `
  :root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --page: #f5f7f9;
    --card: #fff; --accent: #0b6b5d; --on-accent: #fff; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --soft: #a5b0be; --line: #2c3542; --page: #10151b;
    --card: #19212b; --accent: #5fd0bd; --on-accent: #06231e; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
  main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
  h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: .75rem 0 .25rem; }
  p { margin: .4rem 0; } [lang=en] { color: var(--soft); }
  h1 [lang=en], h2 [lang=en], header p [lang=en], article p > [lang=en], .empty [lang=en] { display: block;
    font-size: .9rem; font-weight: 400; }
  a { color: var(--accent); }
  article, .empty { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
    padding: 1.25rem 1.5rem; margin: 0 0 1rem; }
  .meta { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem; color: var(--soft);
    font-size: .875rem; }
  .meta span { overflow-wrap: anywhere; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
