/** The part of a Durable Object's storage that an alarm uses, or a fake. */
export type AlarmStorage = {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
};

/** An alarm that is overdue by this much is taken for lost: the next `ringBy` sets it again. */
const LOST_AFTER_MS = 2_000;

/** The one alarm of a Durable Object. It caches the time, so that no read goes to the storage. */
export class Alarm {
  #atMs: number | null = null;
  readonly #storage: AlarmStorage;

  constructor(storage: AlarmStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    this.#atMs = await this.#storage.getAlarm();
  }

  /** The alarm rings now, so none is set. */
  rang(): void {
    this.#atMs = null;
  }

  /** Set it unless it rings earlier anyway. An overdue time rings at once: the runtime does not accept a time of 0. */
  ringBy(atMs: number): void {
    const at = Math.max(atMs, Date.now());
    const isSet = this.#atMs !== null && this.#atMs > Date.now() - LOST_AFTER_MS;
    if (isSet && this.#atMs !== null && this.#atMs <= at) return;
    this.#set(at);
  }

  /** Set it, whatever it was set to. */
  ringAt(atMs: number): void {
    this.#set(Math.max(atMs, Date.now()));
  }

  #set(at: number): void {
    this.#atMs = at;
    this.#storage.setAlarm(at).catch(() => {
      // Otherwise nothing would set it again.
      this.#atMs = null;
    });
  }

  drop(): Promise<void> {
    this.#atMs = null;
    return this.#storage.deleteAlarm();
  }
}
