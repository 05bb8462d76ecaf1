import { readlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runScript } from "./local.ts";
import { STATE_DIR } from "./paths.ts";
import { findRunningStack } from "./state.ts";

await runScript(async () => {
  const running = await findRunningStack(STATE_DIR);
  if (running !== undefined) throw new Error(`AlloKoli is running (process ${running}): stop it before a reset.`);
  // The cluster of a stack that root started may be in another folder, behind a link.
  const cluster = findLinkTarget(join(STATE_DIR, "postgres"));
  if (cluster !== undefined) await rm(cluster, { recursive: true, force: true });
  await rm(STATE_DIR, { recursive: true, force: true });
  console.log("Emptied .allokoli/: the next start begins anew.");
});

function findLinkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
