/** What a run waits for: an answer, a new delivery, or a moment. */
export type Bell = {
  ring(): void;
  /** The next ring. Ask for it before you read the queue, so that none is missed. */
  next(): Ring;
};
export type Ring = {
  readonly isRung: boolean;
  /** Resolves when it is rung. */
  rung: Promise<void>;
};

export function createBell(): Bell {
  const create = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    return { isRung: false, rung: promise, resolve };
  };
  let next = create();
  return {
    ring() {
      next.isRung = true;
      next.resolve();
      next = create();
    },
    next: () => next,
  };
}
