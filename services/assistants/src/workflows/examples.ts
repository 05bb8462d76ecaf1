import { EXAMPLE_IDS, EXAMPLE_SYNC, EXAMPLE_TIMES, EXAMPLE_VAPI_IDS } from "@allokoli/shared/http/examples";

/** A small workflow, for the API's description. */
export const EXAMPLE_GRAPH = {
  prompt: "Tu es la secrétaire du cabinet Moreau. Tu parles français, en phrases courtes.",
  nodes: [
    {
      id: "start",
      kind: "start" as const,
      name: "Début",
      position: { x: 0, y: 0 },
      firstMessage: "Cabinet Moreau, assistant vocal, bonjour.",
    },
    {
      id: "accueil",
      kind: "conversation" as const,
      name: "Accueil",
      position: { x: 0, y: 120 },
      prompt: "Demande le nom de l'appelant et le motif de son appel.",
      variables: [{ name: "nom", type: "string" as const, description: "Le nom de l'appelant" }],
    },
    {
      id: "urgence",
      kind: "transfer" as const,
      name: "Urgence",
      position: { x: 240, y: 240 },
      number: "+33199001234",
      message: "Je vous passe le médecin.",
    },
    {
      id: "fin",
      kind: "end" as const,
      name: "Fin",
      position: { x: 0, y: 240 },
      message: "Merci de votre appel, au revoir.",
    },
  ],
  edges: [
    { id: "e1", from: "start", to: "accueil" },
    { id: "e2", from: "accueil", to: "urgence", condition: "l'appelant dit que c'est urgent" },
    { id: "e3", from: "accueil", to: "fin", condition: "l'appelant a tout dit" },
  ],
};

/** A note in its drawing. */
export const EXAMPLE_NOTES = [
  {
    id: "k1",
    nodeId: "urgence",
    position: { x: 256, y: 0 },
    text: "Le docteur préfère être appelé sur son portable.",
    author: "Camille Durand",
    at: "2026-11-23T08:00:00.000Z",
  },
];

/** An export from Vapi, for the API's description. */
export const EXAMPLE_IMPORT = {
  name: "Accueil repris",
  export: {
    name: "Receptionist",
    globalPrompt: "Tu es la secrétaire du cabinet Moreau.",
    nodes: [
      { name: "intake", type: "conversation", isStart: true, prompt: "Demande le motif de l'appel." },
      { name: "bye", type: "tool", tool: { type: "endCall" } },
    ],
    edges: [{ from: "intake", to: "bye", condition: { type: "ai", prompt: "l'appelant a tout dit" } }],
  },
};

const shown = {
  id: EXAMPLE_IDS.workflow,
  name: "Accueil du cabinet",
  state: "ready",
  vapiSquadId: EXAMPLE_VAPI_IDS.squad,
  sync: EXAMPLE_SYNC,
  ...EXAMPLE_TIMES,
};

export const EXAMPLE_WORKFLOW = {
  ...shown,
  ...EXAMPLE_GRAPH,
  edges: EXAMPLE_GRAPH.edges.map((edge) => ({ condition: "", ...edge })),
  notes: EXAMPLE_NOTES,
  inputs: [],
  language: "fr",
  modelProvider: "openai",
  model: "gpt-4.1",
  temperature: 0.4,
  voiceProvider: "azure",
  voice: "fr-FR-DeniseNeural",
  transcriberProvider: "deepgram",
  transcriberModel: "nova-3",
  transcriberLanguage: "fr",
  maxDurationSeconds: 600,
  silenceTimeoutSeconds: 30,
  recordingEnabled: false,
  faults: [],
};

export const EXAMPLE_WORKFLOW_SUMMARY = { ...shown, nodeCount: 4, faultCount: 0 };

export const EXAMPLE_NOT_CARRIED_OVER = {
  node: null,
  field: "voice",
  message: "It speaks with fr-FR-DeniseNeural until you choose another voice.",
};
