import { expect, test } from "vitest";
import { codeOf, outcomeOf, waitAfter } from "./outcome.ts";

const failing = (code: unknown) => Object.assign(new Error("to camille@cabinet.fr"), { code });

test("a mail is tried again only when it surely was not sent", () => {
  expect(outcomeOf(failing("E_RATE_LIMIT_EXCEEDED"))).toBe("later");
  expect(outcomeOf(failing("E_DAILY_LIMIT_EXCEEDED"))).toBe("later");
  expect(outcomeOf(failing("E_RECIPIENT_SUPPRESSED"))).toBe("refused");
  for (const err of [
    failing("E_DELIVERY_FAILED"),
    failing("E_INTERNAL_SERVER_ERROR"),
    failing("E_UNHEARD_OF"),
    failing(429),
    new Error("Network connection lost."),
    "no error at all",
    null,
  ])
    expect(outcomeOf(err)).toBe("unknown");
});

test("what is logged of an error is a code, never an address", () => {
  expect(codeOf(failing("E_DELIVERY_FAILED"))).toBe("E_DELIVERY_FAILED");
  for (const code of ["camille@cabinet.fr", "E_camille", 3]) expect(codeOf(failing(code))).toBeUndefined();
});

test("tries are few, with growing waits", () => {
  const waits = [1, 2, 3, 4, 5].map(waitAfter);
  expect(waits).toEqual(waits.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  expect(waitAfter(6)).toBeUndefined();
});
