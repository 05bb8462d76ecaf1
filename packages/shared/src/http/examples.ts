// The ids that the examples of the API's description share: one organization, whose resources refer to each other.

const id = (last: string) => `0198c2a4-0000-7000-8000-${last.padStart(12, "0")}`;

/** The ids of the things that the examples tell of. */
export const EXAMPLE_IDS = {
  assistant: id("1"),
  secondAssistant: id("2"),
  organization: id("3"),
  person: id("4"),
  function: id("5"),
  squad: id("6"),
  workflow: id("7"),
  call: id("8"),
  message: id("9"),
  callerMessage: id("a"),
  phoneNumber: id("b"),
  credential: id("c"),
  knowledgeBase: id("d"),
  file: id("e"),
  webhook: id("f"),
  event: id("10"),
  delivery: id("11"),
  apiKey: id("12"),
  invitation: id("13"),
  member: id("14"),
  testSuite: id("15"),
  test: id("16"),
  run: id("17"),
  attempt: id("18"),
  logEntry: id("19"),
  request: id("1a"),
  question: id("1b"),
  blockedNumber: id("1c"),
} as const;

/** Ids that the voice provider gave. */
export const EXAMPLE_VAPI_IDS = {
  assistant: "5f2b8c1d-9a63-4b1f-8c77-2f0e6d4a9b31",
  function: "b7a0c9e2-3f14-4d58-a6e1-90c5d2f7e843",
  squad: "2e91d6b4-7c08-4f3a-b5d9-61a8e0c3f752",
  call: "7c1b6c1e-58f5-4d0e-9f5a-3d6c1c5f2a10",
  phoneNumber: "c48f1a27-6d35-4e9b-8a02-f7b6e5d1c930",
} as const;

/** When a thing of the examples was made and last changed. */
export const EXAMPLE_TIMES = { createdAt: "2026-11-23T08:00:00.000Z", updatedAt: "2026-11-23T08:12:30.000Z" } as const;

/** Of what the voice provider has as it is wanted here. */
export const EXAMPLE_SYNC = { state: "synced", error: null } as const;

/** Opening hours of a practice. */
export const EXAMPLE_HOURS = {
  timeZone: "Europe/Paris",
  weekly: [{ days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "09:00", to: "18:00" }],
  publicHolidays: "FR",
  exceptions: [],
} as const;

const placed = {
  id: EXAMPLE_IDS.call,
  vapiCallId: EXAMPLE_VAPI_IDS.call,
  assistant: { id: EXAMPLE_IDS.assistant, name: "Secrétariat du cabinet" },
  squadId: null,
  workflowId: null,
  direction: "outbound",
  customer: { number: "+33639981234", name: "Hugo Lefèvre" },
  phoneNumber: { id: EXAMPLE_IDS.phoneNumber, number: "+33199001000" },
  name: "Rappel de M. Lefèvre",
  metadata: { dossier: "7" },
  scheduledAt: null,
};

/** A call that has just been placed. */
export const EXAMPLE_PLACED_CALL = {
  ...placed,
  status: "queued",
  startedAt: null,
  endedAt: null,
  endedReason: null,
  endedFamily: null,
  endedSource: null,
  durationMs: null,
  summary: null,
  success: null,
  successEvaluation: null,
  structuredData: null,
  cost: null,
  latency: null,
  hasRecording: false,
  recording: null,
  followedUpAt: null,
  lastSeq: 0,
  sync: EXAMPLE_SYNC,
  createdAt: EXAMPLE_TIMES.createdAt,
  updatedAt: EXAMPLE_TIMES.createdAt,
};
