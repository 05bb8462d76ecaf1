import { createLog } from "@allokoli/shared/log/log";
import { armedOnce } from "@allokoli/shared/mirror/watch";
import { app } from "./app.ts";
import type { Env } from "./env.ts";

export { TestRuns } from "./TestRuns.ts";
export { TestRunWatch } from "./TestRunWatch.ts";
export default {
  fetch(request, env, ctx) {
    ctx.waitUntil(armWatch(env));
    return app.fetch(request, env, ctx);
  },
  /** Arms the watch, which then wakes up by itself, even without any request. */
  scheduled: (_controller, env) => env.TEST_RUN_WATCH.getByName("all").arm(),
} satisfies ExportedHandler<Env>;

let armed: (() => Promise<void>) | undefined;
/** Crons do not fire under `wrangler dev`, so the first use of this Worker arms the watch, once in its life. */
const armWatch = (env: Env) =>
  (armed ??= armedOnce(
    () => env.TEST_RUN_WATCH.getByName("all").arm(),
    (err) => createLog({ service: "simulations" }).error("watch over test runs not armed", err),
  ))();
