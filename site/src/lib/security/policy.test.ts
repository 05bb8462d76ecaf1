import { expect, test } from "vitest";
import { permissionsOf, policyOf } from "./policy.ts";

const EVERYWHERE = "default-src 'none'; connect-src 'self'; media-src 'self'; script-src 'self' 'sha256-x'";

test.each([
  "/",
  "/assistants",
  "/assistants/1",
  "/assistants/1/edit",
  "/assistants/1/talk/more",
  "/assistants/1/talkative",
  "/calls/talk",
  "/talk",
])("%s has no microphone and no foreign host", (path) => {
  expect(policyOf(path, EVERYWHERE)).toBe(EVERYWHERE);
  expect(permissionsOf(path)).toContain("microphone=()");
});

test("the page on which one speaks has both, and still no inline script and no eval", () => {
  const policy = policyOf("/assistants/01a2/talk", EVERYWHERE);
  expect(permissionsOf("/assistants/01a2/talk")).toContain("microphone=(self)");
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    "connect-src 'self' https://*.daily.co wss://*.daily.co https://*.pluot.blue wss://*.pluot.blue",
    "media-src 'self' blob:",
    "script-src 'self' 'sha256-x' https://c.daily.co blob:",
    "worker-src 'self' blob:",
  ]);
  expect(policy).not.toMatch(/unsafe/);
});
