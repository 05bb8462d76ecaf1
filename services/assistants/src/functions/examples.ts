import { EXAMPLE_IDS, EXAMPLE_SYNC, EXAMPLE_TIMES, EXAMPLE_VAPI_IDS } from "@allokoli/shared/http/examples";

const parameters = {
  type: "object",
  properties: { nom: { type: "string" }, jour: { type: "string", format: "date" } },
  required: ["nom", "jour"],
};
const named = {
  name: "prendre_rendez_vous",
  description: "Prend un rendez-vous quand l'appelant a dit son nom et le jour.",
};
const asked = {
  kind: "apiRequest" as const,
  method: "POST" as const,
  url: "https://agenda.example.com/rendez-vous",
  parameters,
};

/** A new function, for the API's description. */
export const EXAMPLE_CREATION = {
  ...named,
  settings: { ...asked, headers: [{ name: "Authorization", value: "Bearer 0f3c9a7be2d14c58" }] },
};

export const EXAMPLE_FUNCTION = {
  id: EXAMPLE_IDS.function,
  ...named,
  settings: {
    ...asked,
    headers: [{ name: "Authorization", value: "••••4c58", isSecret: true }],
    timeoutSeconds: 8,
  },
  vapiToolId: EXAMPLE_VAPI_IDS.function,
  sync: EXAMPLE_SYNC,
  ...EXAMPLE_TIMES,
};

export const EXAMPLE_FUNCTION_TEST = {
  outcome: "answered",
  request: {
    method: "POST",
    url: "https://agenda.example.com/rendez-vous",
    headers: { authorization: "••••4c58", "content-type": "application/json" },
    body: { nom: "Hugo Lefèvre", jour: "2026-11-30" },
  },
  answer: {
    status: 200,
    headers: { "content-type": "application/json" },
    body: '{"heure":"15:30"}',
    isCut: false,
  },
  result: '{"heure":"15:30"}',
  error: null,
  would: null,
  durationMs: 184,
};
