import { describe, expect, it } from "vitest";
import { ENDED_FAMILIES } from "./families.ts";
import { FAMILY_KEYS, familyOf } from "./family-of.ts";
import reasons from "./known-reasons.json" with { type: "json" };

const counted = () => {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[familyOf(reason)] = (counts[familyOf(reason)] ?? 0) + 1;
  return counts;
};

describe("the family of a reason", () => {
  it("is known for every reason that Vapi publishes, as somebody has looked at them", () => {
    // A rule that swallows its neighbours shows here.
    expect(counted()).toEqual({
      assistant_hung_up: 6,
      caller_hung_up: 8,
      canceled: 3,
      carrier: 9,
      configuration: 80,
      model: 135,
      no_answer: 4,
      no_assistant: 8,
      number_refused: 6,
      plan_limit: 7,
      provider_account: 199,
      silence: 3,
      time_limit: 1,
      transcriber: 40,
      transfer_failed: 7,
      transferred: 4,
      voice: 62,
      voice_service: 12,
      voicemail: 1,
    });
  });

  it.each([
    ["customer-ended-call", "caller_hung_up"],
    ["call.in-progress.error-vapifault-cartesia-transcriber-failed", "transcriber"],
    ["call.in-progress.error-vapifault-cartesia-voice-failed", "voice"],
    ["pipeline-error-openai-429-rate-limit-reached", "provider_account"],
    ["pipeline-error-eleven-labs-voice-not-found", "configuration"],
    ["call.in-progress.error-providerfault-mistral-503-server-overloaded-error", "model"],
    ["call.in-progress.error-providerfault-outbound-sip-503-service-unavailable", "carrier"],
    ["call.in-progress.error-warm-transfer-silence-timeout", "transfer_failed"],
    ["worker-shutdown", "voice_service"],
  ])("%s is %s", (reason, family) => expect(familyOf(reason)).toBe(family));

  it("of a reason that is new is found by its parts, or is unknown", () => {
    expect(familyOf("call.in-progress.error-providerfault-newcomer-llm-failed")).toBe("model");
    expect(familyOf("pipeline-error-newcomer-voice-failed")).toBe("voice");
    expect(familyOf("the-moon-fell-down")).toBe("unknown");
    expect(familyOf("")).toBe("unknown");
  });

  it("has words in both languages, each of them its own", () => {
    const words = FAMILY_KEYS.flatMap((key) => [ENDED_FAMILIES[key].fr, ENDED_FAMILIES[key].en]);
    for (const { title, sentence, advice } of words) {
      expect(title).not.toMatch(/[.]$/);
      expect(sentence).toMatch(/\.$/);
      expect(advice).toMatch(/\.$/);
    }
    expect(new Set(words.map(({ title }) => title)).size).toBe(words.length);
  });
});
