// Fails when imports form a circle, or go from one part of the repository into another that it may not import.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findImportFaults } from "./imports.ts";
import { ROOT } from "./paths.ts";

const SOURCES = "{services/*,packages/*,site}/src/**/*.{ts,tsx,astro}";

const paths = globSync(SOURCES, { cwd: ROOT, exclude: ["site/src/paraglide/**"] });
const faults = findImportFaults(paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") })));
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
