import { describe, expect, it } from "vitest";
import { HIDDEN_A_SWEEP, sweep, type HiddenCall, type Place } from "./sweep.ts";

const callNo = (at: number): HiddenCall => ({
  orgId: "org",
  callId: `call-${at}`,
  vapiCallId: null,
  isChecked: false,
  hiddenAt: `2026-11-28T10:00:${String(at % 60).padStart(2, "0")}.000Z`,
});

function deps(hidden: HiddenCall[], options: { isMore?: boolean; refuses?: string } = {}) {
  const removed: string[] = [];
  const asked: (Place | null)[] = [];
  const failures: string[] = [];
  return {
    removed,
    asked,
    failures,
    expire: async () => options.isMore ?? false,
    findHidden: async (after: Place | null) => {
      asked.push(after);
      return hidden;
    },
    remove: async ({ callId }: { callId: string }) => {
      if (callId === options.refuses) throw new Error("Vapi is away");
      removed.push(callId);
    },
    onFailure: (message: string) => void failures.push(message),
  };
}

describe("a sweep", () => {
  it("hands every hidden call to its room, and begins anew when there were few", async () => {
    const given = deps([callNo(1), callNo(2)]);
    expect(await sweep({ hiddenAt: "x", callId: "y" }, given)).toEqual({ after: null, isMore: false });
    expect(given.removed).toEqual(["call-1", "call-2"]);
    expect(given.asked).toEqual([{ hiddenAt: "x", callId: "y" }]);
  });

  it("goes on behind the last of a full page, so that calls that cannot be removed hold back no others", async () => {
    const page = Array.from({ length: HIDDEN_A_SWEEP }, (_, at) => callNo(at));
    const last = page.at(-1);
    const given = deps(page, { refuses: "call-7" });
    expect(await sweep(null, given)).toEqual({
      after: { hiddenAt: last?.hiddenAt, callId: last?.callId },
      isMore: true,
    });
    expect(given.removed).toHaveLength(HIDDEN_A_SWEEP - 1);
    expect(given.failures).toEqual(["hidden call not removed"]);
  });

  it("comes again soon when more was to expire than one statement may take", async () => {
    expect(await sweep(null, deps([], { isMore: true }))).toEqual({ after: null, isMore: true });
  });
});
