import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

const FIRST = "5d5a0d5e4d8a9f4be9cb8b6f3c0b6f1a7a9d6b2e8c1f4a3b5d7e9f0a1b2c3d4e";
const SECOND = "0e4b1c7d9a3f5e8b2c6d0a4f7e1b5c9d3a6f0e4b8c2d7a1f5e9b3c6d0a4f8e2b";
const DAY = "c3d7a1f5e9b3c6d0a4f8e2b60e4b1c7d9a3f5e8b2c6d0a4f7e1b5c9d3a6f0e4b";

export const EXAMPLE_JOURNAL_DAY = {
  id: EXAMPLE_IDS.event,
  organizationId: EXAMPLE_IDS.organization,
  since: "2026-11-22T23:00:00.000Z",
  until: "2026-11-23T23:00:00.000Z",
  previousHash: FIRST,
  hash: DAY,
};

export const EXAMPLE_JOURNAL = {
  organizationId: EXAMPLE_IDS.organization,
  callId: EXAMPLE_IDS.call,
  isWhole: true,
  brokenAt: null,
  entries: [
    {
      position: 1,
      at: "2026-11-23T08:00:00.000Z",
      recordedAt: "2026-11-23T08:00:01.204Z",
      kind: "call.answered" as const,
      data: { event: 2 },
      previousHash: FIRST,
      hash: SECOND,
      salt: null,
    },
  ],
  days: [{ id: EXAMPLE_IDS.event, until: "2026-11-23T23:00:00.000Z", hash: DAY }],
};
