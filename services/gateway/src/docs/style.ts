/** The reference page's own style sheet: served from here, so that the page asks nobody else for anything. */
export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1c2430, #e6e9ee); --soft: light-dark(#566173, #9aa5b5);
  --line: light-dark(#dde2ea, #2c3440); --back: light-dark(#ffffff, #12161c); --panel: light-dark(#f5f7fa, #181d25);
  --accent: light-dark(#1f5fbf, #82b1ff); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); color: var(--text); background: var(--back);
  font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--accent); }
code { font: 0.875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem; background: var(--panel);
  border-right: 1px solid var(--line); }
nav h2 { margin: 1.25rem 0 0.25rem; font-size: 0.875rem; }
nav ul { margin: 0; padding: 0; list-style: none; font-size: 0.875rem; }
nav a { display: block; padding: 0.125rem 0; text-decoration: none; }
nav a:hover, nav a:focus-visible { text-decoration: underline; }
.brand { margin: 0; font-weight: 600; }
.brand small, .id, .required { color: var(--soft); font-weight: 400; font-size: 0.8125rem; }
main { padding: 2rem clamp(1rem, 4vw, 4rem); max-width: 72rem; }
h1 { margin-top: 0; }
section > h2 { margin-top: 3rem; padding-bottom: 0.5rem; border-bottom: 1px solid var(--line); }
article { margin: 2rem 0; scroll-margin-top: 1rem; }
article h3 { margin-bottom: 0.25rem; font-size: 1rem; }
.id { margin: 0 0 0.75rem; }
.method { display: inline-block; min-width: 4.5rem; font: 600 0.8125rem ui-monospace, monospace; color: var(--accent); }
table { width: 100%; border-collapse: collapse; margin: 0.75rem 0; font-size: 0.875rem; }
th { text-align: left; color: var(--soft); font-weight: 500; }
th, td { padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--back); z-index: 1; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; } table { display: block; overflow-x: auto; } }
`;
