import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { HEIGHT_PX } from "../browser/waveform.ts";
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
  "/calls",
  "/calls/new",
  "/calls/01a20000-0000-7000-8000-000000000000/more",
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

test("a call's page has the one style sheet that the waveform writes, and no other", () => {
  const library = readFileSync(fileURLToPath(import.meta.resolve("wavesurfer.js")), "utf8").replaceAll(
    String.raw`\n`,
    "\n",
  );
  const written = /<style[^]*?>(\n[^]*?)<\/style>/.exec(library)?.[1] ?? "";
  const sheet = written.replace(/\$\{[^}]*\}px/, `${HEIGHT_PX}px`);
  const hash = createHash("sha256").update(sheet).digest("base64");
  expect(policyOf("/calls/01a20000-0000-7000-8000-000000000000", `${EVERYWHERE}; style-src 'self'`)).toBe(
    `${EVERYWHERE}; style-src 'self' 'sha256-${hash}'`,
  );
});
