// What the Workers use of Vapi's SDK, in its place (`[alias]` in their wrangler.toml): its own client brings along sixteen
// resources of Vapi's that nobody here asks. It has no public address for its parts: the test beside holds these to the version
// that is installed.
import type { VapiClient as WholeClient } from "@vapi-ai/server-sdk";
import { AssistantsClient } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/api/resources/assistants/client/Client.mjs";
import { CallsClient } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/api/resources/calls/client/Client.mjs";
import { PhoneNumbersClient } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/api/resources/phoneNumbers/client/Client.mjs";
import { SimulationRunsClient } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/api/resources/simulationRuns/client/Client.mjs";
import { SquadsClient } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/api/resources/squads/client/Client.mjs";
import { ToolsClient } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/api/resources/tools/client/Client.mjs";
import { normalizeClientOptionsWithAuth } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/BaseClient.mjs";
import { makePassthroughRequest } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/core/fetcher/makePassthroughRequest.mjs";

export { VapiError, VapiTimeoutError } from "../../../../node_modules/@vapi-ai/server-sdk/dist/esm/errors/index.mjs";

type Used = "assistants" | "calls" | "phoneNumbers" | "simulationRuns" | "squads" | "tools" | "fetch";

export class VapiClient implements Pick<WholeClient, Used> {
  readonly #options: ReturnType<typeof normalizeClientOptionsWithAuth>;
  readonly assistants: AssistantsClient;
  readonly calls: CallsClient;
  readonly phoneNumbers: PhoneNumbersClient;
  readonly simulationRuns: SimulationRunsClient;
  readonly squads: SquadsClient;
  readonly tools: ToolsClient;

  constructor(options: ConstructorParameters<typeof WholeClient>[0]) {
    this.#options = normalizeClientOptionsWithAuth(options);
    this.assistants = new AssistantsClient(this.#options);
    this.calls = new CallsClient(this.#options);
    this.phoneNumbers = new PhoneNumbersClient(this.#options);
    this.simulationRuns = new SimulationRunsClient(this.#options);
    this.squads = new SquadsClient(this.#options);
    this.tools = new ToolsClient(this.#options);
  }

  fetch(...[input, init, overrides]: Parameters<WholeClient["fetch"]>): Promise<Response> {
    const { baseUrl, environment, authProvider, ...options } = this.#options;
    const getAuthHeaders = async () => (await authProvider?.getAuthRequest())?.headers ?? {};
    const address = baseUrl ?? environment;
    const whole = { ...options, ...(address !== undefined && { baseUrl: address }), getAuthHeaders };
    return makePassthroughRequest(input, init, whole, overrides);
  }
}
