// Writes services/gateway/openapi.json, the description of the whole API, from the contracts of every service, and the
// types of all clients (packages/client) the site's rules (site/src/lib/api/) and Zapier's samples from that file. `--check` fails when one of them is out of date.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { isForPeople } from "../services/gateway/src/auth/for-people.ts";
import { createGateway } from "../services/gateway/src/gateway.ts";
import { requireExamples, withExamples } from "./openapi-examples.ts";
import { mergeDocuments, requireSound, SECURITY, type OpenApiDocument } from "./openapi-merge.ts";
import { toSamples } from "./openapi-samples.ts";
import { toRules, toTypes } from "./openapi-types.ts";

const DESCRIPTION = `Voice assistants on the telephone: assistants, calls and what was said in them.

Every request carries \`Authorization: Bearer\` with an access token or an API key. \`X-Organization-Id\` picks one of your organizations; without it, the only one that you have; an API key has its own. Errors are \`application/problem+json\` with a closed set of codes. Lists are \`{ items, nextCursor }\`.`;

const INFO = {
  openapi: "3.1.0",
  info: {
    title: "AlloKoli API",
    version: "1",
    description: DESCRIPTION,
    license: { name: "Proprietary", identifier: "LicenseRef-Proprietary" },
  },
  servers: [{ url: "/" }],
  tags: [
    { name: "Assistants", description: "Who answers the telephone, and how; every change is a version." },
    {
      name: "Functions",
      description: "What assistants can do besides talking, shared by all of them, and tried without a call.",
    },
    { name: "Drafts", description: "Changes of assistants, squads and workflows that are not published yet." },
    { name: "Squads", description: "Assistants that hand a call over to each other." },
    { name: "Workflows", description: "Calls drawn as a graph: what is said, asked and decided, step by step." },
    { name: "Test suites", description: "Callers that try an assistant out, and what has to come of their calls." },
    { name: "Caller messages", description: "What callers asked to pass on." },
    { name: "Calls", description: "Calls made and received, and their reports." },
    { name: "Live", description: "What happens in calls while it happens, as server-sent events." },
    { name: "Messages", description: "What was said, and what to say in a call that is live." },
    { name: "Callers", description: "What is known of a caller: to see it, and to have it erased." },
    { name: "Journal", description: "What happened in calls, in chains of hashes that anybody can check." },
    { name: "Search", description: "Anything of the organization by its name or number." },
    { name: "Analytics", description: "How many calls, how long, how well and for how much." },
    {
      name: "Telephony",
      description: "Numbers: searched, ordered, answered by the hour; and the accounts they are in.",
    },
    { name: "Knowledge", description: "Files, what they say in passages, and the bases that questions are asked of." },
    { name: "Organizations", description: "The organizations that you are in." },
    { name: "Members", description: "Who belongs to an organization, with which role, and who is invited to it." },
    { name: "API keys", description: "What other tools call the API with, in the organization's name." },
    { name: "Logs", description: "Who did what, and what failed." },
    { name: "Me", description: "You." },
    { name: "Webhooks", description: "Your own addresses that are told of events, and what Vapi tells us." },
    { name: "Events", description: "What happened, what there is to be told of, and what your webhooks are sent." },
    { name: "Service", description: "How the service itself is." },
  ],
  security: SECURITY,
};

type Describing = { getOpenAPI31Document(config: typeof INFO): object };

/** The apps of the services, the gateway's own resources first. */
async function loadApps(): Promise<Describing[]> {
  const apps: Describing[] = [createGateway({ document: {} })];
  for (const name of ["assistants", "simulations", "calls", "telephony", "knowledge", "webhooks", "deliveries"]) {
    const file = new URL(`../services/${name}/src/app.ts`, import.meta.url);
    if (!existsSync(file)) continue;
    const { app }: { app: Describing } = await import(file.href);
    apps.push(app);
  }
  return apps;
}

const documents = (await loadApps()).map((app) => asDocument(app.getOpenAPI31Document(INFO)));
const merged = withExamples(mergeDocuments(documents, isForPeople));
requireSound(merged);
requireExamples(merged);
const files = {
  "services/gateway/openapi.json": `${JSON.stringify(merged, null, 2)}\n`,
  "packages/client/src/types.ts": await toTypes(merged),
  "site/src/lib/api/rules.ts": toRules(merged),
  "integrations/zapier/src/samples.json": toSamples(merged),
};

const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
for (const [path, text] of Object.entries(files)) {
  const file = new URL(`../${path}`, import.meta.url);
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${path} is not in step with the contracts: run node scripts/openapi.ts`);
    process.exitCode = 1;
  }
}
if (!check) {
  const operations = Object.values(merged.paths).reduce((count, methods) => count + Object.keys(methods).length, 0);
  console.log(`${Object.keys(files).join(", ")}: ${operations} operations`);
}

// @hono/zod-openapi generates an OpenAPI document; requireSound checks the parts that the merge relies on.
function asDocument(generated: object): OpenApiDocument {
  return generated as OpenApiDocument;
}
