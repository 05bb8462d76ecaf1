import { Problem } from "../http/problem.ts";

/**
 * The same environment, with the named entries known to be there.
 * A missing secret or binding is a refusal, never a default (invariant 10); its name goes to the log, not to the client.
 * @throws {Problem} `misconfigured`
 */
export function requireEnv<Env extends object, Key extends keyof Env & string>(env: Env, keys: readonly Key[]): Env {
  const missing = keys.filter((key) => env[key] === undefined || env[key] === null || env[key] === "");
  if (missing.length > 0) {
    throw new Problem("misconfigured", {
      cause: new Error(`missing in the environment: ${missing.join(", ")}`),
    });
  }
  return env;
}
