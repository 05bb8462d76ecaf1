import { serve } from "../http/serve.ts";
import { createApp } from "./app.ts";
import { Switchboard } from "./calls/switchboard.ts";
import type { Clock, Speed } from "./clock.ts";
import { systemClock } from "./clock.ts";
import type { Emulator, Settings } from "./context.ts";
import { createFaultBoard } from "./faults.ts";
import type { JsonObject } from "./json.ts";
import { serveListening } from "./listen.ts";
import { createRequestLog } from "./request-log.ts";
import { openState } from "./state.ts";
import { createJournal } from "./journal.ts";

export type VapiOptions = {
  port: number;
  hostname?: string;
  /** Where the state survives a restart; without it, only in memory. */
  stateDir?: string;
  apiKey: string;
  publicKey?: string;
  seed?: number;
  clock?: Clock;
  /** Multiplies time: 1 is life, 0 or "instant" does not wait. */
  speed?: Speed;
  /** Fields of the organisation, such as its `server`. */
  org?: JsonObject;
  /** A file that gets one line of JSON for each request. */
  recordFile?: string;
  settings?: Partial<Settings>;
};

export type RunningVapi = {
  url: string;
  /** Exists from the first start: a number for outbound and inbound calls. */
  phoneNumberId: string;
  orgId: string;
  close(): Promise<void>;
};

const ORG_ID = "01990000-0000-7000-8000-000000000001";
const PHONE_NUMBER_ID = "01990000-0000-7000-8000-000000000002";
const NUMBER: JsonObject = {
  provider: "twilio",
  number: "+33187650000",
  name: "Ligne de démonstration",
  status: "active",
  twilioAccountSid: "AC00000000000000000000000000000000",
  // Real payloads carry this; whoever stores them must take it out.
  twilioAuthToken: "emulated-twilio-auth-token",
};

export async function startVapi(options: VapiOptions): Promise<RunningVapi> {
  const clock = options.clock ?? systemClock;
  const closing = new AbortController();
  const state = openState({ stateDir: options.stateDir, orgId: ORG_ID, clock });
  let url = "";
  const emulator: Emulator = {
    clock,
    state,
    settings: {
      speed: options.speed === 0 ? "instant" : (options.speed ?? 1),
      seed: options.seed ?? 1,
      concurrencyLimit: 10,
      overflow: "queue",
      toolArguments: "object",
      backoffScale: 1,
      assistantRequestTimeoutMs: 7500,
      orderPatienceMs: 1000,
      resultsLagMs: 0,
      ...options.settings,
    },
    faults: createFaultBoard(),
    journal: createJournal(),
    requests: createRequestLog(options.recordFile),
    apiKey: options.apiKey,
    publicKey: options.publicKey ?? "emulated-public-key",
    url: () => url,
    closing: closing.signal,
  };

  const furnish = (): void => {
    const orgs = state.collection("org");
    if (orgs.find(ORG_ID) === undefined) orgs.create({ name: "AlloKoli" }, ORG_ID);
    if (options.org !== undefined) orgs.patch(ORG_ID, options.org);
    const numbers = state.collection("phone-number");
    if (numbers.all().length === 0) numbers.create(NUMBER, PHONE_NUMBER_ID);
  };
  furnish();

  const switchboard = new Switchboard(emulator);
  const reset = (): void => {
    switchboard.reset();
    state.clear();
    emulator.faults.clear();
    emulator.requests.clear();
    emulator.journal.clear();
    furnish();
  };
  const app = createApp({ emulator, switchboard, reset });
  const served = await serve(app, {
    port: options.port,
    ...(options.hostname === undefined ? {} : { hostname: options.hostname }),
  });
  url = served.url;
  const stopListening = serveListening(emulator, switchboard, served.server);
  switchboard.restore();

  return {
    url,
    phoneNumberId: PHONE_NUMBER_ID,
    orgId: ORG_ID,
    async close() {
      closing.abort();
      stopListening();
      await served.close();
      state.close();
    },
  };
}
