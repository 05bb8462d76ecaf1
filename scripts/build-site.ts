import { runScript } from "./local.ts";
import { buildSite } from "./site.ts";

await runScript(buildSite);
