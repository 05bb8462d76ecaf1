/** The API reference as a page. Its scripts read /openapi.json. */
export const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>AlloKoli API</title>
  </head>
  <body>
    <div id="reference"></div>
    <noscript>
      <p>This page needs scripts. The same without: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
    </noscript>
    <script src="/docs/scalar.js" defer></script>
    <script src="/docs/start.js" defer></script>
  </body>
</html>
`;
