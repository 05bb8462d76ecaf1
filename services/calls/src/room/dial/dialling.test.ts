import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { VapiNotAsked, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { expect, test } from "vitest";
import { attemptCall } from "./dialling.ts";
import type { Callee, Intent } from "../state/call.ts";

const server = { url: "https://api.example.fr/v1/webhooks/receive", headers: {} };
const intentOf = (kind: Callee["kind"], length: Pick<Intent, "maxDurationSeconds">): Intent => ({
  orgId: "org",
  callId: "call",
  callee: { kind, id: "a", name: "Accueil", vapiId: "v" },
  phoneNumberId: null,
  customer: { number: "+33611110100", name: null },
  name: null,
  variables: {},
  schedule: null,
  ...length,
});
/** The overrides in the request for the call. */
async function toldOf(intent: Intent) {
  const bodies: Parameters<VapiAdapter["createCall"]>[0][] = [];
  const createCall: VapiAdapter["createCall"] = async (body) => {
    bodies.push(body);
    return { id: "at-vapi", orgId: "vapi", createdAt: "2026-11-26T10:00:00Z", updatedAt: "2026-11-26T10:00:00Z" };
  };
  await attemptCall({ createCall }, intent, server);
  return bodies.map(({ assistantOverrides, squadOverrides }) => ({ assistantOverrides, squadOverrides }));
}

test.each(["squad", "workflow"] as const)("the longest duration of a %s's call is for every member", async (kind) => {
  expect(await toldOf(intentOf(kind, { maxDurationSeconds: 360 }))).toEqual([
    { assistantOverrides: undefined, squadOverrides: expect.objectContaining({ maxDurationSeconds: 360 }) },
  ]);
});

test("the longest duration of an assistant's call is for the assistant", async () => {
  const [told] = await toldOf(intentOf("assistant", { maxDurationSeconds: 360 }));
  expect(told?.assistantOverrides).toMatchObject({ maxDurationSeconds: 360 });
});

test("an intent without a longest duration, as in an earlier release, sends none", async () => {
  const [told] = await toldOf(intentOf("assistant", {}));
  expect(told?.assistantOverrides).toMatchObject({ variableValues: {} });
  expect(told?.assistantOverrides).not.toHaveProperty("maxDurationSeconds");
});

test("a call that was not sent, because Vapi is down, was not made; one without an answer may have been", async () => {
  const outcomeOf = async (failure: Error) =>
    (await attemptCall({ createCall: () => Promise.reject(failure) }, intentOf("assistant", {}), server)).attempt
      .outcome;
  expect(await outcomeOf(new VapiNotAsked(new Date(), 5_000))).toBe("not_made");
  expect(await outcomeOf(new VapiUnavailable(undefined, undefined))).toBe("unknown");
  expect(await outcomeOf(new VapiUnavailable(503, undefined))).toBe("unknown");
  expect(await outcomeOf(new VapiUnavailable(429, undefined))).toBe("not_made");
});
