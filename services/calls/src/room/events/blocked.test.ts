import { describe, expect, it } from "vitest";
import { familyOf } from "@allokoli/shared/ended-reasons/family-of";
import { RecordedCall } from "../../testing/recorded-call.ts";
import type { Payload } from "../../vapi/payload.ts";
import { asBlocked } from "./blocked.ts";
import { translate } from "./translate.ts";

const NOW = "2026-11-22T12:00:00.000Z";
const call = { id: "x", type: "inboundPhoneCall" };
const ended = (endedReason: string): Payload => ({ type: "status-update", status: "ended", endedReason, call });
const report = (endedReason: string): Payload => ({ type: "end-of-call-report", endedReason, call, artifact: {} });

function endOf(messages: Payload[]) {
  const recorded = new RecordedCall();
  for (const message of messages) {
    const sighting = translate(message, NOW);
    if (sighting !== undefined) recorded.add(asBlocked(sighting), "vapi");
  }
  const told = recorded.events.find(({ body }) => body.type === "call.status" && body.status === "ended");
  return [recorded.progress.endedReason, told?.body.type === "call.status" ? told.body.endedReason : undefined];
}

describe("a call whose caller is blocked", () => {
  it.each([
    "assistant-request-returned-error",
    "assistant-request-returned-unspeakable-error",
    // Before the sentence was over.
    "customer-ended-call",
    "call.in-progress.sip-completed-call",
  ])("ends with our reason in place of %s, in its history and in its report", (reason) => {
    expect(endOf([{ type: "assistant-request", call }, ended(reason), report(reason)])).toEqual([
      "caller-blocked",
      "caller-blocked",
    ]);
    expect(endOf([report(reason)])).toEqual(["caller-blocked", "caller-blocked"]);
  });

  it("keeps a reason that is not that it was turned away", () => {
    for (const reason of ["assistant-request-returned-forwarding-phone-number", "worker-shutdown"])
      expect(endOf([ended(reason), report(reason)])).toEqual([reason, reason]);
  });

  it("is in a family of its own, so that it is no fault", () => {
    expect(familyOf("caller-blocked")).toBe("blocked");
  });
});
