import type { Clock, Speed } from "../clock.ts";
import type { JsonObject } from "../json.ts";

/** Thrown out of whatever the call is doing when it is over. */
export class CallOver extends Error {
  readonly endedReason: string;

  constructor(endedReason: string) {
    super(endedReason);
    this.name = "CallOver";
    this.endedReason = endedReason;
  }
}

/** Thrown when the emulator closes: the call stops where it is and does not end. */
export class LineCut extends Error {}

/** A moment at which a test may hold a call: before a turn of the script, or a phase. */
export type Moment = number | "queued" | "ringing" | "in-progress" | "ended";

const CATCH_UP_MS = 750;

/**
 * The time of one call. It runs on its own clock, so that a call has the same length at every
 * speed, and it can be held, hung up and spoken into from outside while it waits.
 */
export class Line {
  readonly #clock: Clock;
  readonly #speed: Speed;
  readonly #startedAt: number;
  #elapsed = 0;
  #deadline = Number.POSITIVE_INFINITY;
  #endedReason: string | undefined;
  #cut = false;
  #afterwards = false;
  #commands: JsonObject[] = [];
  #wake = new Set<() => void>();
  #watchers = new Set<() => void>();
  #pauseAt: Moment | undefined;
  #pauseNext = false;
  #held: Moment | undefined;
  #staying = false;

  constructor(options: { clock: Clock; speed: Speed; startedAt: number; pauseAt: Moment | undefined }) {
    this.#clock = options.clock;
    this.#speed = options.speed;
    this.#startedAt = options.startedAt;
    this.#pauseAt = options.pauseAt;
  }

  /** Epoch milliseconds as the call sees them. */
  now(): number {
    return this.#startedAt + this.#elapsed;
  }

  get held(): Moment | undefined {
    return this.#held;
  }

  /** Nothing will happen by itself: a `stay` turn waits for the outside. */
  get staying(): boolean {
    return this.#staying;
  }

  get endedReason(): string | undefined {
    return this.#endedReason;
  }

  limitTo(ms: number): void {
    this.#deadline = this.#elapsed + ms;
  }

  // From outside

  /** Ends the call as soon as it looks up; the first reason stays. */
  end(reason: string): void {
    this.#endedReason ??= reason;
    this.#stir();
  }

  cut(): void {
    this.#cut = true;
    this.#stir();
  }

  command(command: JsonObject): void {
    this.#commands.push(command);
    this.#stir();
  }

  pauseNext(): void {
    this.#pauseNext = true;
  }

  resume(): void {
    this.#pauseNext = false;
    this.#pauseAt = undefined;
    this.#held = undefined;
    this.#stir();
  }

  /** Lets one turn pass and holds before the next. */
  step(): void {
    this.#pauseNext = true;
    this.#pauseAt = undefined;
    this.#held = undefined;
    this.#stir();
  }

  /** When `holds` becomes true; it is looked at whenever the call changes its state. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  changed(): void {
    for (const look of this.#watchers) look();
  }

  // From the player

  takeCommand(): JsonObject | undefined {
    return this.#commands.shift();
  }

  /** Whether somebody asked to speak over what is being said. */
  interrupted(): boolean {
    return this.#commands.some((command) => command["interruptAssistantEnabled"] === true);
  }

  requireOpen(): void {
    if (this.#cut) throw new LineCut();
    if (this.#endedReason !== undefined) throw new CallOver(this.#endedReason);
  }

  /** Lets that much of the call's time go by. */
  async pass(ms: number): Promise<void> {
    await this.#rest(ms, false);
  }

  /** The same, but ends early when a command arrives; answers the time that is left. */
  async passListening(ms: number): Promise<number> {
    return await this.#rest(ms, true);
  }

  /** Time after the end, in which only a test's hold or the emulator's closing stops the clock. */
  async afterwards(ms: number): Promise<void> {
    this.#afterwards = true;
    if (this.#pauseAt === "ended" || this.#pauseNext) {
      this.#pauseNext = false;
      this.#pauseAt = undefined;
      this.#held = "ended";
      this.changed();
      while (this.#held !== undefined && !this.#cut) await this.#sleep(undefined);
    }
    if (this.#speed !== "instant" && !this.#cut) await this.#sleep(ms / this.#speed, false);
    if (this.#cut) throw new LineCut();
    this.#elapsed += ms;
  }

  /** Waits to be spoken to from outside; only real time counts towards the longest duration. */
  async stay(): Promise<void> {
    this.requireOpen();
    this.#staying = true;
    this.changed();
    if (this.#speed !== "instant") await this.#rest(Number.POSITIVE_INFINITY, true);
    else if (this.#commands.length === 0) await this.#sleep(undefined);
    this.#staying = false;
    this.requireOpen();
  }

  /** Time that went by outside, in a tool or on hold, counts where time is real. */
  catchUp(): void {
    if (this.#speed !== 1) return;
    const behind = this.#clock.now() - this.now();
    if (behind > CATCH_UP_MS) this.#elapsed += behind;
  }

  /** Stays here while a test holds the call; `attend` serves the commands that come meanwhile. */
  async checkpoint(moment: Moment, attend: () => Promise<void>): Promise<void> {
    this.requireOpen();
    if (!this.#pauseNext && this.#pauseAt !== moment) return;
    this.#pauseNext = false;
    this.#pauseAt = undefined;
    this.#held = moment;
    this.changed();
    while (this.#held !== undefined) {
      if (this.#commands.length > 0) await attend();
      else await this.#sleep(undefined);
      if (this.#cut || this.#endedReason !== undefined) this.#held = undefined;
    }
    this.changed();
    this.catchUp();
    this.requireOpen();
  }

  async #rest(ms: number, listening: boolean): Promise<number> {
    let left = ms;
    for (;;) {
      this.requireOpen();
      if (this.#elapsed >= this.#deadline) throw new CallOver("exceeded-max-duration");
      if (left <= 0 || (listening && this.#commands.length > 0)) return left;
      const next = Math.min(left, this.#deadline - this.#elapsed);
      const passed = await this.#real(next, listening);
      this.#elapsed += passed;
      left -= passed;
    }
  }

  /** Waits for `ms` of the call's time, or until it is stirred; answers how much passed. */
  async #real(ms: number, listening: boolean): Promise<number> {
    if (this.#speed === "instant") {
      await new Promise<void>((resolve) => setImmediate(resolve));
      return ms;
    }
    const before = this.#clock.now();
    const whole = await this.#sleep(ms / this.#speed, listening);
    return whole ? ms : Math.min(ms, (this.#clock.now() - before) * this.#speed);
  }

  /** True when the time went by whole; without a time, waits to be stirred. */
  #sleep(ms: number | undefined, listening = true): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (whole: boolean): void => {
        cancel?.();
        this.#wake.delete(stir);
        resolve(whole);
      };
      const stir = (): void => {
        const over = this.#cut || (this.#endedReason !== undefined && !this.#afterwards);
        if (listening || over || this.interrupted()) done(false);
      };
      const cancel =
        ms === undefined || ms === Number.POSITIVE_INFINITY ? undefined : this.#clock.after(ms, () => done(true));
      this.#wake.add(stir);
    });
  }

  #stir(): void {
    for (const wake of this.#wake) wake();
    this.changed();
  }
}
