// Makes schemas.json from Vapi's published OpenAPI document.
//   node extract-schemas.ts path/to/openapi.json > schemas.json
import { readFileSync } from "node:fs";
import { extractSchemas } from "./extract.ts";

const path = process.argv[2];
if (path === undefined) throw new Error("usage: extract-schemas.ts openapi.json");
process.stdout.write(`${JSON.stringify(extractSchemas(JSON.parse(readFileSync(path, "utf8"))))}\n`);
