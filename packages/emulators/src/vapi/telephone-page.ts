import { html } from "hono/html";
import { page, type Html } from "../http/page.ts";
import type { JsonObject } from "./json.ts";
import { textAt } from "./json.ts";
import type { StoredObject } from "./state.ts";

/** What can be rung here, each with the command that rings it. `url` is this emulator's address. */
export function telephonePage(url: string, things: { numbers: StoredObject[]; assistants: StoredObject[] }): Html {
  // The number that is there from the start belongs to nobody: nothing would answer.
  const numbers = things.numbers.filter((number) =>
    ["assistantId", "squadId", "server"].some((field) => number[field] !== undefined),
  );
  const content = html`<header>
      <h1>Téléphone local <span lang="en">Local telephone</span></h1>
      <p>
        Copiez une commande dans un terminal : un patient simulé appelle et demande un rendez-vous. L’appel paraît
        aussitôt sur le site.
        <span lang="en">
          Copy a command into a terminal: a simulated patient calls and asks for an appointment. The site shows the call
          at once.
        </span>
      </p>
    </header>
    <h2>Numéros <span lang="en">Numbers</span></h2>
    ${numbers.length === 0 ? NOTHING : ""}
    ${numbers.map((number) => article(url, number, textAt(number, "number"), { phoneNumberId: number.id }))}
    <h2>Assistants</h2>
    ${things.assistants.length === 0 ? NOTHING : ""}
    ${things.assistants.map((assistant) => article(url, assistant, undefined, { assistantId: assistant.id }))}`;
  return page({ title: "Téléphone local", style: STYLE, content });
}

const NOTHING = html`<p class="empty">
  Rien pour l’instant. Ce que vous créez sur le site paraît ici quand vous rechargez cette page.
  <span lang="en">Nothing yet. What you make on the site is here when you reload this page.</span>
</p>`;

/** The ids are made by this emulator, and so need no quoting for a shell. */
const article = (url: string, thing: StoredObject, detail: string | undefined, body: JsonObject): Html =>
  html`<article>
    <div class="meta">
      <span>${textAt(thing, "name") ?? thing.id}</span>
      <span>${detail ?? ""}</span>
    </div>
    <pre tabindex="0">curl ${url}/_emulator/calls -H 'content-type: application/json' -d '${JSON.stringify(body)}'</pre>
  </article>`;

const STYLE = `
  pre { font: .875rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all;
    margin: .5rem 0 0; }
  main > h2 { margin: 2rem 0 .75rem; }
`;
