import { EXAMPLE_PLACED_CALL } from "@allokoli/shared/http/examples";

/** A call that is over, for the API's description. */
export const EXAMPLE_CALL = {
  ...EXAMPLE_PLACED_CALL,
  status: "ended",
  startedAt: "2026-11-23T08:00:06.000Z",
  endedAt: "2026-11-23T08:01:12.461Z",
  endedReason: "customer-ended-call",
  endedFamily: "caller_hung_up",
  endedSource: "vapi",
  durationMs: 66_461,
  summary:
    "M. Lefèvre demande le renouvellement de son ordonnance et prend rendez-vous vendredi à quinze heures trente.",
  success: true,
  successEvaluation: "true",
  structuredData: { motif: "renouvellement" },
  cost: {
    totalUsd: 0.108061,
    parts: [
      { type: "transport", provider: "twilio", usd: 0.009415, minutes: 1.107683 },
      { type: "model", provider: "openai", usd: 0.003153, minutes: null },
      { type: "vapi", provider: null, usd: 0.095493, minutes: 1.107683 },
    ],
  },
  latency: {
    averageMs: 1061,
    turns: [{ turnMs: 1061, modelMs: 453, voiceMs: 202, transcriberMs: 154, endpointingMs: 252 }],
  },
  hasRecording: true,
  recording: { state: "kept" as const },
  followedUpAt: null,
  lastSeq: 42,
  updatedAt: "2026-11-23T08:01:16.000Z",
};
