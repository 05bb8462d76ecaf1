import { Problem } from "@allokoli/shared/http/problem";
import type { CreateCall } from "./contract.ts";

/** A client's clock may be behind ours, and a request takes its time. */
const GRACE_MS = 60_000;

/** @throws {Problem} `validation_failed` for a moment in the past, or a window that ends before it begins */
export function requireAhead(schedule: CreateCall["schedule"], now: number): void {
  if (schedule === undefined) return;
  const { earliestAt, latestAt } = schedule;
  const refuse = (field: string, message: string): never => {
    throw new Problem("validation_failed", { errors: [{ path: `schedule.${field}`, message }] });
  };
  if (latestAt !== undefined && Date.parse(latestAt) < Date.parse(earliestAt)) {
    refuse("latestAt", "is before earliestAt");
  }
  if (Date.parse(earliestAt) < now - GRACE_MS) refuse("earliestAt", "is in the past; to call now, leave schedule out");
}
