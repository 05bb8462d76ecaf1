import { requireEnv } from "../env/require-env.ts";
import { createVapi, type VapiBindings } from "./client.ts";

/**
 * Work that can wait for Vapi, such as a sweep: does it, or, while Vapi does not answer, says when to come back. What waits
 * is not tried meanwhile, so that no pause of it grows.
 * @throws {Problem} `misconfigured`, and what `work` throws
 */
export async function whenAnswering(
  bindings: VapiBindings,
  work: () => Promise<Date | undefined>,
): Promise<Date | undefined> {
  const vapi = createVapi(requireEnv(bindings, ["VAPI_API_KEY", "VAPI_BASE_URL"]));
  return (await vapi.comeBackAt()) ?? work();
}
