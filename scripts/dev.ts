import { watch } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { printAddresses, runScript, startLocalStack, type LocalStack } from "./local.ts";
import { ROOT, STATE_DIR } from "./paths.ts";
import { startSiteServer } from "./site.ts";

/** An editor saves in several steps. */
const SETTLE_MS = 150;

await runScript(async () => {
  // The site's development server finds the gateway there and binds to it.
  const devRegistry = join(STATE_DIR, "registry");
  const stack = await startLocalStack({ site: false, devRegistry });
  await startSiteServer({
    port: stack.ports.site,
    env: {
      WRANGLER_REGISTRY_PATH: devRegistry,
      // Lets the Worker see the variables below, which are not in wrangler.toml.
      CLOUDFLARE_INCLUDE_PROCESS_ENV: "true",
      SUPABASE_URL: stack.urls.auth,
      SUPABASE_ANON_KEY: stack.auth.anonKey,
      DEVELOPMENT: "true",
    },
  });
  reloadOnChange(stack);
  printAddresses(stack);
});

function reloadOnChange(stack: LocalStack): void {
  let settling: NodeJS.Timeout | undefined;
  let reloading = Promise.resolve();
  const reload = async () => {
    try {
      const changed = await stack.workers.reload();
      if (changed.length > 0) console.log(styleText("dim", `Reloaded ${changed.join(", ")}.`));
    } catch (err) {
      console.error(styleText("red", err instanceof Error ? err.message : String(err)));
    }
  };
  const onChange = () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      reloading = reloading.then(reload);
    }, SETTLE_MS);
  };
  for (const folder of ["services", "packages/shared"]) watch(join(ROOT, folder), { recursive: true }, onChange);
  watch(join(ROOT, "wrangler.toml"), onChange);
}
