import { printAddresses, runScript, startLocalHouse } from "./local.ts";
import { buildSite } from "./site.ts";

await runScript(async () => {
  await buildSite();
  printAddresses(await startLocalHouse({ site: true }));
});
