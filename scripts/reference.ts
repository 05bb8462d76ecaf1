// Copies the script of the reference page (/docs), the one file that Scalar's package for Fastify serves, to the static
// files of `wrangler deploy`. wrangler runs this before it bundles the gateway.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import scalar from "@scalar/fastify-api-reference";
import fastify from "fastify";
import { ROOT } from "./paths.ts";

const FILE = join(ROOT, "services/gateway/assets/docs/scalar.js");

const server = fastify();
await server.register(scalar, { routePrefix: "/docs", configuration: { url: "/openapi.json" } });
const { statusCode, body } = await server.inject("/docs/js/scalar.js");
await server.close();
if (statusCode !== 200) throw new Error(`Scalar's package does not serve its script any more: ${statusCode}`);

const current = await readFile(FILE, "utf8").catch(() => undefined);
if (current !== body) {
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(FILE, body);
}
