import { serve } from "../http/serve.ts";
import { createFaultBoard } from "../vapi/faults.ts";
import { createRequestLog } from "../vapi/request-log.ts";
import { createApp } from "./app.ts";
import { openState, type NumberChange, type Owned, type Text } from "./state.ts";

export { ACCOUNTS, REQUIREMENT_GROUPS } from "./accounts.ts";

export type NumbersOptions = {
  port: number;
  hostname?: string;
  /** Where the owned numbers survive a restart; without it, only in memory. */
  stateDir?: string;
};

export type RunningNumbers = {
  /** The base address of all three providers. */
  url: string;
  owned(): Owned[];
  changes(): NumberChange[];
  texts(): Text[];
  close(): Promise<void>;
};

/** Twilio's, Telnyx's and Vonage's number APIs, and the European Central Bank's rates, as stand-ins. */
export async function startNumbers(options: NumbersOptions): Promise<RunningNumbers> {
  const state = openState(options.stateDir);
  const app = createApp({ state, faults: createFaultBoard(), requests: createRequestLog(undefined) });
  const served = await serve(app, {
    port: options.port,
    ...(options.hostname === undefined ? {} : { hostname: options.hostname }),
  });
  return {
    url: served.url,
    owned: () => [...state.owned("twilio"), ...state.owned("telnyx"), ...state.owned("vonage")],
    changes: state.changes,
    texts: state.texts,
    close: served.close,
  };
}
