import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

const measures = {
  calls: 42,
  minutes: 118.5,
  costUsd: 11.32,
  successRate: 0.93,
  turns: 310,
  latencyMedianMs: 980,
  latencyP95Ms: 1450,
};

/** Counted calls, for the API's description. */
export const EXAMPLE_CALL_STATS = {
  from: "2026-11-23",
  to: "2026-11-23",
  step: "day",
  timeZone: "Europe/Paris",
  items: [
    {
      day: "2026-11-23",
      assistant: null,
      number: null,
      direction: null,
      endedFamily: null,
      outcome: null,
      ...measures,
    },
  ],
  total: measures,
};

export const EXAMPLE_CALL_HOURS = {
  from: "2026-10-25",
  to: "2026-11-23",
  timeZone: "Europe/Paris",
  items: [
    { weekday: "monday", hour: 9, calls: 14 },
    { weekday: "monday", hour: 10, calls: 8 },
  ],
  total: 22,
};

export const EXAMPLE_USAGE = {
  plan: "starter",
  period: { from: "2026-10-31T23:00:00.000Z", to: "2026-11-30T23:00:00.000Z" },
  items: [
    { resource: "callsAtOnce", used: 1, allowed: 10 },
    { resource: "minutesPerMonth", used: 119, allowed: 1000 },
  ],
  calls: 42,
  costUsd: 11.32,
};

export const EXAMPLE_TIMELINE = {
  callId: EXAMPLE_IDS.call,
  startedAt: "2026-11-23T08:00:06.000Z",
  endedAt: "2026-11-23T08:01:12.461Z",
  events: [
    { seq: 3, type: "call.status", at: "2026-11-23T08:00:06.000Z", offsetMs: 0, data: { status: "in-progress" } },
    {
      seq: 6,
      type: "transcript",
      at: "2026-11-23T08:00:12.000Z",
      offsetMs: 6000,
      data: { role: "user", text: "Bonjour, c'est pour une ordonnance.", final: true },
    },
  ],
  turns: [{ number: 1, turnMs: 1061, modelMs: 453, voiceMs: 202, transcriberMs: 154, endpointingMs: 252 }],
  tools: [
    {
      toolCallId: "call_8Jq1",
      name: "prendre_rendez_vous",
      at: "2026-11-23T08:00:40.000Z",
      offsetMs: 34_000,
      durationMs: 184,
      failed: false,
    },
  ],
  handoffs: [{ at: "2026-11-23T08:00:30.000Z", offsetMs: 24_000, from: "Accueil", to: "Rendez-vous" }],
};

/** What callers asked for in a week. */
export const EXAMPLE_SUBJECTS = {
  from: "2026-11-17",
  to: "2026-11-23",
  step: "day",
  timeZone: "Europe/Paris",
  fields: [
    {
      field: "motif",
      calls: 9,
      values: [
        {
          value: "rendez-vous",
          calls: 6,
          periods: [
            { day: "2026-11-17", calls: 4 },
            { day: "2026-11-20", calls: 2 },
          ],
        },
        { value: "renouvellement", calls: 3, periods: [{ day: "2026-11-18", calls: 3 }] },
      ],
    },
  ],
};
