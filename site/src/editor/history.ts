/** What was, what is, and what was undone. */
export type History<Value> = {
  past: Value[];
  present: Value;
  future: Value[];
  /** The step that the present belongs to: what comes under the same name is one step with it. */
  step: string | undefined;
};

/** So many steps can be undone. */
const KEPT = 200;

export const begin = <Value>(present: Value): History<Value> => ({ past: [], present, future: [], step: undefined });

/** With another present. `step` names what is done in one go, such as typing into one field. */
export function record<Value>(history: History<Value>, present: Value, step?: string): History<Value> {
  if (present === history.present) return history;
  const isSameStep = step !== undefined && step === history.step && history.past.length > 0;
  const past = isSameStep ? history.past : [...history.past, history.present].slice(-KEPT);
  return { past, present, future: [], step };
}

/** What comes next is a step of its own. */
export const endStep = <Value>(history: History<Value>): History<Value> =>
  history.step === undefined ? history : { ...history, step: undefined };

export function undo<Value>({ past, present, future, ...rest }: History<Value>): History<Value> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future, ...rest };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], step: undefined };
}

export function redo<Value>({ past, present, future, ...rest }: History<Value>): History<Value> {
  const [next, ...later] = future;
  if (next === undefined) return { past, present, future, ...rest };
  return { past: [...past, present], present: next, future: later, step: undefined };
}
