import type { Speed } from "../clock.ts";
import type { Emulator } from "../context.ts";
import { VapiProblem } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { objectAt, textAt } from "../json.ts";
import { seededRandom } from "../random.ts";
import type { Moment } from "../player/line.ts";
import { Line } from "../player/line.ts";
import type { Outcome } from "../player/outcomes.ts";
import { outcomeOf } from "../player/outcomes.ts";
import { playCall } from "../player/play.ts";
import type { Turn } from "../player/script.ts";
import { Session } from "../player/session.ts";
import { builtInVariables } from "../player/variables.ts";
import type { StoredObject } from "../state.ts";
import { createLane } from "../webhooks/lane.ts";
import { routeTo } from "../webhooks/route.ts";
import { findAssistant, findMembers, withOverrides, withTools } from "../effective.ts";

/** How a call is to be played; a test may say it, otherwise the settings do. */
export type CallPlan = { script?: Turn[]; seed?: string | number; speed?: Speed; pauseAt?: Moment };
export type Placed = { call: StoredObject; limits: JsonObject };
export type Placement = {
  type: string;
  customer: JsonObject | undefined;
  phoneNumber: JsonObject | undefined;
  plan?: CallPlan;
};
type PlannedCall = { customerNumber?: string; times: number; plan: CallPlan };
type Waiting = { id: string; start(): void };

const LIVE = new Set(["queued", "ringing", "in-progress", "forwarding"]);

/** All calls of the emulator: ringing, waiting and scheduled. */
export class Switchboard {
  readonly #emulator: Emulator;
  readonly #sessions = new Map<string, Session>();
  readonly #occupied = new Set<string>();
  readonly #toDelete = new Set<string>();
  readonly #timers = new Map<string, () => void>();
  #waiting: Waiting[] = [];
  #planned: PlannedCall[] = [];
  #count = 0;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    emulator.closing.addEventListener("abort", () => this.#cutAll());
  }

  get #calls() {
    return this.#emulator.state.collection("call");
  }

  find(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  limits(blocked: boolean): JsonObject {
    const { concurrencyLimit } = this.#emulator.settings;
    return {
      concurrencyBlocked: blocked,
      concurrencyLimit,
      remainingConcurrentCalls: Math.max(0, concurrencyLimit - this.#occupied.size),
    };
  }

  /** Whether another call would be one too many. */
  get full(): boolean {
    return this.#occupied.size >= this.#emulator.settings.concurrencyLimit;
  }

  /** The next outbound calls (to that number, if one is named) are played like this. */
  planNext(planned: PlannedCall): void {
    this.#planned.push(planned);
  }

  /** Starts an outbound call, now or when its schedule or the limit allows. */
  place(fields: JsonObject, placement: Placement): Placed {
    const blocked = this.full;
    const earliest = Date.parse(textAt(fields, "schedulePlan", "earliestAt") ?? "");
    const scheduled = earliest > this.#emulator.clock.now();
    if (blocked && !scheduled && this.#emulator.settings.overflow === "reject") {
      throw new VapiProblem(400, "Over Concurrency Limit", { error: "Over Concurrency Limit" });
    }
    const plan = placement.plan ?? this.#takePlan(textAt(placement.customer, "number"));
    const call = this.open(fields, placement, scheduled ? "scheduled" : "queued");
    const outcome = outcomeOf(textAt(placement.customer, "number"));
    if (scheduled) this.#schedule(call.id, earliest, plan);
    else if (blocked && this.#emulator.settings.overflow === "end") this.refuse(call.id);
    else this.begin(call.id, outcome, plan);
    return { call: this.#calls.find(call.id) ?? call, limits: this.limits(blocked && !scheduled) };
  }

  /** Writes the call down. */
  open(fields: JsonObject, placement: Placement, status: string): StoredObject {
    const id = this.#emulator.state.newId();
    const origin = this.#emulator.url();
    const phone = placement.type.endsWith("PhoneCall");
    return this.#calls.create(
      {
        ...fields,
        ...(placement.customer === undefined ? {} : { customer: placement.customer }),
        type: placement.type,
        status,
        cost: 0,
        costs: [],
        messages: [],
        ...(phone
          ? {
              phoneCallProvider: textAt(placement.phoneNumber, "provider") ?? "twilio",
              phoneCallProviderId: `CA${id.replaceAll("-", "")}`,
              phoneCallTransport: "pstn",
            }
          : {}),
        monitor: {
          listenUrl: `${origin.replace(/^http/, "ws")}/${id}/listen`,
          controlUrl: `${origin}/${id}/control`,
        },
      },
      id,
    );
  }

  /** Rings, or waits for a free line. */
  begin(id: string, outcome: Outcome, plan: CallPlan): void {
    const start = (): void => this.#play(id, outcome, plan);
    if (this.full) this.#waiting.push({ id, start });
    else start();
  }

  /** Ends a call that never got a line. */
  refuse(id: string, endedReason = "call.start.error-subscription-concurrency-limit-reached"): void {
    this.#calls.patch(id, { status: "ended", endedReason });
    this.#play(id, { kind: "over", endedReason }, {}, false);
  }

  /** Ends a call from outside, whatever state it is in; false when it is over already. */
  end(id: string, endedReason: string): boolean {
    const session = this.#sessions.get(id);
    if (session !== undefined) {
      if (session.record?.["status"] === "ended") return false;
      session.line.end(endedReason);
      return true;
    }
    const status = textAt(this.#calls.find(id), "status") ?? "ended";
    if (status !== "scheduled" && !LIVE.has(status)) return false;
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    this.refuse(id, status === "scheduled" && endedReason === "call-deleted" ? "scheduled-call-deleted" : endedReason);
    return true;
  }

  /** Deletes a call once it is over, and tells the organisation's server. */
  delete(id: string): void {
    this.#toDelete.add(id);
    if (!this.end(id, "call-deleted") && !this.#sessions.has(id)) this.#forget(id);
  }

  /** After a restart: what was scheduled stays so, what was alive ends as Vapi ends it. */
  restore(): void {
    for (const call of this.#calls.all()) {
      const status = textAt(call, "status") ?? "ended";
      if (status === "scheduled") {
        this.#schedule(call.id, Date.parse(textAt(call, "schedulePlan", "earliestAt") ?? ""), {});
      } else if (LIVE.has(status)) {
        this.refuse(call.id, "worker-shutdown");
      }
    }
  }

  reset(): void {
    this.#cutAll();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#sessions.clear();
    this.#occupied.clear();
    this.#toDelete.clear();
    this.#waiting = [];
    this.#planned = [];
    this.#count = 0;
  }

  /** A session for a call on record; the player, or an end that needs none, goes on from it. */
  session(id: string, plan: CallPlan): Session {
    const { clock, settings, state } = this.#emulator;
    const call = this.#calls.find(id) ?? {};
    const phoneNumberId = textAt(call, "phoneNumberId");
    this.#count += 1;
    const seed = plan.seed ?? `${settings.seed}/${this.#count}`;
    const session = new Session({
      emulator: this.#emulator,
      id,
      line: new Line({ clock, speed: plan.speed ?? settings.speed, startedAt: clock.now(), pauseAt: plan.pauseAt }),
      lane: createLane(this.#emulator, id, seededRandom(seed, "webhooks")),
      random: seededRandom(seed),
      phoneNumber:
        objectAt(call, "phoneNumber") ??
        (phoneNumberId === undefined ? undefined : state.collection("phone-number").find(phoneNumberId)),
      script: plan.script,
    });
    this.#sessions.set(id, session);
    this.seat(session);
    return session;
  }

  /** Gives the call the assistant that its record names, with every override. */
  seat(session: Session): void {
    const call = session.record ?? {};
    const base = findAssistant(this.#emulator, call) ?? {};
    const overrides = objectAt(call, "assistantOverrides");
    const customer = objectAt(call, "customer");
    const customerOverrides = objectAt(customer, "assistantOverrides");
    const withEach = (assistant: JsonObject): JsonObject =>
      withTools(this.#emulator, withOverrides(withOverrides(assistant, overrides), customerOverrides));
    session.assistant = withEach(base);
    session.members = findMembers(this.#emulator, call).map(withEach);
    session.variables = {
      ...builtInVariables(this.#emulator.clock.now(), customer),
      ...objectAt(overrides, "variableValues"),
      ...objectAt(call, "squadOverrides", "variableValues"),
      ...objectAt(customerOverrides, "variableValues"),
    };
  }

  #play(id: string, outcome: Outcome, plan: CallPlan, needsLine = true): void {
    const session = this.#sessions.get(id) ?? this.session(id, plan);
    resume(session);
    if (needsLine) this.#occupied.add(id);
    const freeSlot = (): void => {
      this.#occupied.delete(id);
      this.#next();
    };
    playCall(session, outcome, freeSlot)
      .then(async () => {
        await session.lane.idle();
        // A reset may have put another session, or none, in its place.
        if (this.#sessions.get(id) !== session) return;
        this.#sessions.delete(id);
        if (this.#toDelete.has(id)) this.#forget(id);
        session.line.changed();
      })
      .catch((err: unknown) => {
        console.error("the call player failed", err);
        this.#calls.patch(id, { status: "ended", endedReason: "call.in-progress.error-vapifault-worker-died" });
        this.#sessions.delete(id);
        freeSlot();
      });
  }

  #next(): void {
    while (!this.full) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) return;
      waiting.start();
    }
  }

  #schedule(id: string, at: number, plan: CallPlan): void {
    const cancel = this.#emulator.clock.after(at - this.#emulator.clock.now(), () => {
      this.#timers.delete(id);
      const call = this.#calls.find(id);
      if (call === undefined) return;
      this.#calls.patch(id, { status: "queued" });
      // The assistant is looked up at the time of dialling; it may be gone by then.
      if (findAssistant(this.#emulator, call) === undefined) this.refuse(id, "assistant-not-found");
      else this.begin(id, outcomeOf(textAt(call, "customer", "number")), plan);
    });
    this.#timers.set(id, cancel);
  }

  #forget(id: string): void {
    this.#toDelete.delete(id);
    const call = this.#calls.delete(id);
    if (call === undefined) return;
    const org = this.#emulator.state.collection("org").all()[0];
    const message = { timestamp: this.#emulator.clock.now(), type: "call.deleted", call };
    createLane(this.#emulator, id, seededRandom(id)).send(routeTo(org), message);
  }

  #takePlan(number: string | undefined): CallPlan {
    const planned = this.#planned.find(
      (candidate) => candidate.customerNumber === undefined || candidate.customerNumber === number,
    );
    if (planned === undefined) return {};
    planned.times -= 1;
    if (planned.times <= 0) this.#planned = this.#planned.filter((candidate) => candidate !== planned);
    return planned.plan;
  }

  #cutAll(): void {
    for (const session of this.#sessions.values()) session.line.cut();
    for (const cancel of this.#timers.values()) cancel();
  }
}

/** Takes up what a call on record already said, for the report of one that was cut off. */
function resume(session: Session): void {
  const call = session.record;
  const started = textAt(call, "startedAt");
  if (started !== undefined) session.answeredAt = Date.parse(started);
  const messages = call?.["messages"];
  if (Array.isArray(messages)) {
    session.messages = messages.flatMap((message) =>
      objectAt(message) === undefined ? [] : [objectAt(message) ?? {}],
    );
  }
  session.turn = session.messages.length;
}

export function toSeed(value: unknown): string | number | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}
