import { printAddresses, runScript, startLocalStack } from "./local.ts";
import { declareMessages } from "./messages.ts";

await runScript(async () => {
  printAddresses(await startLocalStack({ site: true }));
  // For the editor of who changes the site; nothing that runs needs them.
  await declareMessages().catch((err: unknown) => console.error("The types of the site's messages:", err));
});
