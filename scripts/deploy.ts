import { deploy } from "./deploy/command.ts";
import { realTools } from "./deploy/tools.ts";
import { runScript } from "./local.ts";

await runScript(() =>
  deploy(process.argv.slice(2), { env: process.env, tools: realTools(process.env, (line) => console.log(line)) }),
);
