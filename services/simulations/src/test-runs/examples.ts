import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

/** A run of a suite, for the API's description. */
export const EXAMPLE_RUN = {
  id: EXAMPLE_IDS.run,
  suiteId: EXAMPLE_IDS.testSuite,
  name: "Avant ouverture",
  target: { type: "assistant", id: EXAMPLE_IDS.assistant, name: "Secrétariat du cabinet" },
  draft: null,
  isScheduled: false,
  status: "ended",
  endedReason: "completed",
  error: null,
  passed: true,
  attempts: { total: 1, queued: 0, running: 0, passed: 1, failed: 0, skipped: 0, canceled: 0 },
  cancelAskedAt: null,
  createdAt: "2026-11-23T09:00:00.000Z",
  startedAt: "2026-11-23T09:00:01.000Z",
  endedAt: "2026-11-23T09:01:12.000Z",
};

export const EXAMPLE_ATTEMPT = {
  id: EXAMPLE_IDS.attempt,
  testId: EXAMPLE_IDS.test,
  testName: "Rendez-vous pour un enfant",
  number: 1,
  status: "passed",
  reason: null,
  rubrics: [
    {
      text: "L'assistant a demandé le nom et l'âge de l'enfant.",
      required: true,
      verdict: "passed",
      reason: "Il a demandé le prénom, le nom et l'âge avant de proposer une heure.",
    },
  ],
  latency: { turns: 4, averageTurnMs: 1061, averageTranscriberMs: 116, averageModelMs: 442, averageVoiceMs: 215 },
  startedAt: "2026-11-23T09:00:02.000Z",
  endedAt: "2026-11-23T09:01:10.000Z",
};

export const EXAMPLE_TRANSCRIPT = [
  { role: "caller", text: "Bonjour, c'est pour mon fils, qui tousse." },
  { role: "assistant", text: "Bonjour. Comment s'appelle-t-il, et quel âge a-t-il ?" },
];
