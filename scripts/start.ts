import { printAddresses, runScript, startLocalStack } from "./local.ts";
import { buildSite } from "./site.ts";

await runScript(async () => {
  await buildSite();
  printAddresses(await startLocalStack({ site: true }));
});
