import type { Delivery, DeliveryAttempt, Replay, ReplayEvents } from "../api/types.ts";
import { asTyped, type Answer, type Api } from "../api/client.ts";
import { listAll } from "../api/list-all.ts";
import { textIn } from "../form.ts";
import { toInstant } from "../time-zone.ts";
import { m } from "../../paraglide/messages.js";

export const DELIVERY_STATES = {
  pending: { badge: "", label: m.deliveries_pending },
  delivered: { badge: "badge-good", label: m.deliveries_delivered },
  failed: { badge: "badge-danger", label: m.deliveries_failed },
} satisfies Record<Delivery["state"], object>;

const FAILURES = {
  address: m.deliveries_failure_address,
  redirect: m.deliveries_failure_redirect,
  timeout: m.deliveries_failure_timeout,
  network: m.deliveries_failure_network,
} satisfies Record<NonNullable<DeliveryAttempt["failure"]>, () => string>;

/** What came of one attempt, in a line. */
export function tellAttempt({ status, failure }: Pick<DeliveryAttempt, "status" | "failure">): string {
  if (failure !== null) return FAILURES[failure]();
  return status === null ? m.deliveries_no_answer() : m.deliveries_answered({ status });
}

export const isSuccess = ({ status }: Pick<DeliveryAttempt, "status">) =>
  status !== null && status >= 200 && status < 300;

/** As many as one request of the site sends again. */
const AT_ONCE = 40;
/** Requests to the API at a time. */
const SIDE_BY_SIDE = 5;

export type SentAgain = { queued: number; isMore: boolean };

/**
 * Sends again what never arrived and is no longer tried. A ping was for its moment. One that goes away meanwhile, or is
 * on its way already, is no fault.
 */
export async function sendAgain(api: Api, webhookId: string): Promise<Answer<SentAgain>> {
  const failed = await listAll((cursor) =>
    api.get("/v1/webhooks/{id}/deliveries", {
      path: { id: webhookId },
      query: { state: "failed", limit: 100, cursor },
    }),
  );
  if (!failed.ok) return failed;
  const lost = failed.data.filter(({ eventType }) => eventType !== "ping");
  // The oldest first, as they happened.
  const now = lost.toReversed().slice(0, AT_ONCE);
  let queued = 0;
  for (let index = 0; index < now.length; index += SIDE_BY_SIDE) {
    const answers = await Promise.all(
      now
        .slice(index, index + SIDE_BY_SIDE)
        .map(({ id }) =>
          api.post("/v1/webhooks/{id}/deliveries/{deliveryId}/retry", { path: { id: webhookId, deliveryId: id } }),
        ),
    );
    const refused = answers.find((answer) => !answer.ok && answer.problem.code !== "not_found");
    queued += answers.filter(({ ok }) => ok).length;
    if (refused && !refused.ok) return refused;
  }
  return { ok: true, data: { queued, isMore: lost.length > now.length }, etag: undefined };
}

export type ReplayErrors = { from?: string; to?: string };
export type TypedReplay = { from: string; to: string; type: string };

/** The range of a replay as its form has it: times on the organization's clock. */
export const typedReplay = (form: FormData): TypedReplay => ({
  from: textIn(form, "from"),
  to: textIn(form, "to"),
  type: textIn(form, "type"),
});

/** A time as the API reads it: of the form's clock, or exact, as the API said where to go on. */
const instantOf = (text: string, timeZone: string) => toInstant(text, timeZone)?.toISOString() ?? text;

export const replayOf = ({ from, to, type }: TypedReplay, timeZone: string) =>
  asTyped<ReplayEvents>({
    from: instantOf(from, timeZone),
    ...(to !== "" && { to: instantOf(to, timeZone) }),
    ...(type !== "" && { eventTypes: [type] }),
  });

/** The errors of a replay that needs no asking: a time that is none, or an end before the beginning. */
export function replayErrors({ from, to }: TypedReplay, timeZone: string): ReplayErrors {
  const [begin, end] = [from, to].map((text) => Date.parse(instantOf(text, timeZone)));
  if (begin === undefined || Number.isNaN(begin)) return { from: m.replay_from_error() };
  if (to === "" || end === undefined) return {};
  return Number.isNaN(end) || end < begin ? { to: m.replay_to_error() } : {};
}

/** The result of a replay for the address of the next page: what was queued, and where to go on. */
export const replayedQuery = ({ queued, continueFrom }: Replay, { to, type }: TypedReplay) =>
  new URLSearchParams({
    done: "replayed",
    queued: String(queued),
    ...(continueFrom !== null && { from: continueFrom, ...(to !== "" && { to }), ...(type !== "" && { type }) }),
  });

/** How many were queued, from that address, which anybody may have written. */
export function tellQueued(query: URLSearchParams): string | undefined {
  const queued = Number.parseInt(query.get("queued") ?? "", 10);
  if (Number.isNaN(queued) || queued < 0) return undefined;
  if (queued === 0) return m.replay_none();
  return queued === 1 ? m.replay_one() : m.replay_many({ count: queued });
}
