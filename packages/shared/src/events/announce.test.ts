import { describe, expect, it } from "vitest";
import type { Log } from "../log/log.ts";
import { announceEvents } from "./announce.ts";

function createWorld(eventsWritten: (input: { orgId: string }) => Promise<void>) {
  const errors: string[] = [];
  const log: Log = { info: () => undefined, warn: () => undefined, error: (message) => void errors.push(message) };
  return { errors, log, binding: { eventsWritten } };
}

describe("announcing events", () => {
  it("tells the organization's outbox", async () => {
    const told: string[] = [];
    const { log, errors, binding } = createWorld(async ({ orgId }) => void told.push(orgId));
    await announceEvents({ DELIVERIES: binding }, "org", log);
    expect([told, errors]).toEqual([["org"], []]);
  });

  it("never throws: the sweep finds what is not told, and the log says why", async () => {
    const { log, errors, binding } = createWorld(() => Promise.reject(new Error("the Worker is away")));
    await announceEvents({ DELIVERIES: binding }, "org", log);
    await announceEvents({ DELIVERIES: undefined }, "org", log);
    expect(errors).toEqual(["events not announced", "events not announced"]);
  });
});
