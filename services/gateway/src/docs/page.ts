import { html } from "hono/html";
import type { Operation, ReferenceDocument } from "./document.ts";
import { schemaBounds, schemaFields, schemaWords } from "./schema-view.ts";

type Listed = Operation & { method: string; path: string };

/** The reference as one page that works without script. Whatever the document holds is escaped. */
export function referencePage({ info, tags, paths, components }: ReferenceDocument) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Listed => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
  // In the order of the document, then whatever it does not mention.
  const named = [...new Set([...tags.map(({ name }) => name), ...operations.flatMap((operation) => operation.tags)])];
  const described = new Map(tags.map(({ name, description }) => [name, description]));
  const schemas = Object.entries(components.schemas);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}</title>
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <nav aria-label="Operations">
          <p class="brand">${info.title} <small>${info.version}</small></p>
          ${named.map((tag) => navigation(tag, operations))}
          <h2><a href="#schemas">Schemas</a></h2>
        </nav>
        <main id="main">
          <h1>${info.title}</h1>
          ${info.description.split("\n\n").map((paragraph) => html`<p>${paragraph}</p>`)}
          <p>As a document for tools: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
          ${named.map(
            (tag) =>
              html`<section>
                <h2 id="tag-${tag}">${tag}</h2>
                ${described.get(tag) === undefined ? "" : html`<p>${described.get(tag)}</p>`}
                ${operations.filter((operation) => operation.tags.includes(tag)).map(article)}
              </section>`,
          )}
          <section>
            <h2 id="schemas">Schemas</h2>
            ${schemas.map(
              ([name, schema]) =>
                html`<article id="schema-${name}">
                  <h3>${name}</h3>
                  ${schemaFields(schema)}
                </article>`,
            )}
          </section>
        </main>
      </body>
    </html>`;
}

const navigation = (tag: string, operations: Listed[]) =>
  html`<h2><a href="#tag-${tag}">${tag}</a></h2>
    <ul>
      ${operations
        .filter((operation) => operation.tags.includes(tag))
        .map(({ operationId }) => html`<li><a href="#${operationId}">${operationId}</a></li>`)}
    </ul>`;

/** Where the operation does not say, whoever has a token or a key. */
function whoMay({ security }: Listed): string {
  if (security === undefined) return "";
  if (security.length === 0) return " · public";
  return security.some((way) => "apiKey" in way) ? "" : " · not for API keys";
}

function article(operation: Listed) {
  const { operationId, method, path, parameters, requestBody, responses } = operation;
  const text = operation.description ?? operation.summary;
  return html`<article id="${operationId}">
    <h3><span class="method">${method}</span> <code>${path}</code></h3>
    <p class="id">${operationId}${whoMay(operation)}</p>
    ${text === undefined ? "" : html`<p>${text}</p>`} ${parameters.length === 0 ? "" : parameterTable(parameters)}
    ${Object.entries(requestBody?.content ?? {}).map(
      ([type, { schema }]) => html`<p>Body, <code>${type}</code>: <code>${schemaWords(schema)}</code></p>`,
    )}
    <table>
      <thead>
        <tr>
          <th>Answer</th>
          <th>Body</th>
          <th>Says</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(responses).map(
          ([status, { description, content = {} }]) =>
            html`<tr>
              <td>${status}</td>
              <td><code>${Object.values(content).map(({ schema }) => schemaWords(schema))}</code></td>
              <td>${description}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </article>`;
}

const parameterTable = (parameters: Operation["parameters"]) =>
  html`<table>
    <thead>
      <tr>
        <th>Parameter</th>
        <th>In</th>
        <th>Type</th>
        <th>Notes</th>
      </tr>
    </thead>
    <tbody>
      ${parameters.map(
        ({ name, in: place, required, description, schema }) =>
          html`<tr>
            <td><code>${name}</code>${required ? html` <span class="required">required</span>` : ""}</td>
            <td>${place}</td>
            <td><code>${schemaWords(schema)}</code></td>
            <td>
              ${[description ?? schema?.description ?? "", schemaBounds(schema)].filter((note) => note !== "").join(" · ")}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
