import { printAddresses, runScript, startLocalStack } from "./local.ts";

await runScript(async () => printAddresses(await startLocalStack({ site: true })));
