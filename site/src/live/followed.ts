import { applyEvent, type CallView, type StreamedEvent } from "./call-view.ts";

/**
 * A call as it is followed. While there is a gap, because the stream could not say all that was missed, the events that
 * come are also kept for the history that fills it.
 */
export type Followed = { view: CallView; gap: { through: number; since: StreamedEvent[] } | null };

export type Step =
  | { do: "apply"; event: StreamedEvent }
  /** The stream goes on after this number; what came before it is to be fetched. */
  | { do: "miss"; through: number }
  /** The history as it was fetched, which may be a moment behind. */
  | { do: "fill"; history: CallView };

export function follow({ view, gap }: Followed, step: Step): Followed {
  switch (step.do) {
    case "apply": {
      const { event } = step;
      const since = gap === null || event.seq === undefined ? gap : { ...gap, since: [...gap.since, event] };
      return { view: applyEvent(view, event), gap: since };
    }
    case "miss":
      return { view, gap: { through: Math.max(step.through, gap?.through ?? 0), since: gap?.since ?? [] } };
    case "fill": {
      if (gap === null) return { view, gap };
      if (step.history.lastSeq < gap.through) return { view, gap };
      return { view: gap.since.reduce(applyEvent, step.history), gap: null };
    }
  }
}
