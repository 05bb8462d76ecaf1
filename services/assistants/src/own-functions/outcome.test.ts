import { expect, test } from "vitest";
import { toToolAnswer } from "./api-request.ts";
import { ranOutside } from "./outcome.ts";
import { toServerToolAnswer } from "./tool-server.ts";

const said = (status: number, body: string) =>
  ({ outcome: "answered", status, headers: {}, body, isCut: false }) as const;

test.each([
  ["a result", said(200, '{"result":"mardi"}'), "answered", 200],
  ["an error of its own", said(200, '{"error":"complet"}'), "said_no", 200],
  ["a bad status", said(503, ""), "bad_status", 503],
  ["no answer in time", { outcome: "failed", reason: "timeout" } as const, "timed_out", undefined],
  ["nobody there", { outcome: "failed", reason: "network" } as const, "unreachable", undefined],
  ["a redirect", { outcome: "failed", reason: "redirect" } as const, "not_allowed", undefined],
  ["a forbidden address", { outcome: "failed", reason: "address" } as const, "not_allowed", undefined],
])("of a server: %s", (_what, got, outcome, status) => {
  const ran = ranOutside(got, toServerToolAnswer(got));
  expect(ran).toMatchObject({ outcome });
  expect(ran.status).toBe(status);
});

test("an API that answers JSON with a field `error` has answered", () => {
  const got = said(200, '{"error":"x"}');
  expect(ranOutside(got, toToolAnswer(got)).outcome).toBe("answered");
});
