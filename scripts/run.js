// The only script that an old Node can read: it reports an old version, and otherwise runs a script in TypeScript.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(
    `AlloKoli's tools need Node 22.13 or newer, and this is ${process.versions.node}. ` +
      "On Linux `npm ci` brings its own (unless optional dependencies are left out); elsewhere see https://nodejs.org.",
  );
  process.exit(1);
}

const [name, ...options] = process.argv.slice(2);
const script = join(import.meta.dirname, `${name}.ts`);
if (process.features.typescript) {
  process.argv.splice(1, 2, script);
  await import(script);
} else {
  // Before 22.18 Node reads TypeScript only with an option. Ctrl-C reaches the child too, and the child decides.
  process.on("SIGINT", () => undefined);
  const flags = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"];
  const { status } = spawnSync(process.execPath, [...flags, script, ...options], { stdio: "inherit" });
  process.exit(status ?? 1);
}
