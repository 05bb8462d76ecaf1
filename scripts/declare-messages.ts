import { runScript } from "./local.ts";
import { declareMessages } from "./messages.ts";

await runScript(declareMessages);
