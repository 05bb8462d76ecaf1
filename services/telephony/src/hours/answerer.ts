import { isOpenAt } from "@allokoli/shared/hours/schedule";
import type { Answerer, OpeningHours } from "./contract.ts";

/** Who answers at an instant. */
export const answererAt = (hours: OpeningHours, at: Date): Answerer =>
  isOpenAt(hours, at) ? hours.open : hours.closed;
