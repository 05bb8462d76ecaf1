/** What a run waits for: an answer, a new delivery, or a moment. */
export type Bell = {
  ring(): void;
  /** Resolves with the next ring. Call it before you read the queue, so that no ring is missed. */
  rung(): Promise<void>;
};

export function createBell(): Bell {
  let next = Promise.withResolvers<void>();
  return {
    ring() {
      next.resolve();
      next = Promise.withResolvers<void>();
    },
    rung: () => next.promise,
  };
}
