import { expect, it, vi } from "vitest";
import { measure, type MetricsBinding, type Point } from "./metrics.ts";

const REQUEST: Point = {
  kind: "request",
  service: "calls",
  route: "/v1/calls/:id",
  status: 200,
  durationMs: 12,
  databaseMs: 5,
  transactions: 1,
};

it("writes the columns in the documented order, the kind first and as the index", () => {
  const writeDataPoint = vi.fn<MetricsBinding["writeDataPoint"]>();
  measure({ METRICS: { writeDataPoint } }, REQUEST);
  measure({ METRICS: { writeDataPoint } }, { kind: "queue", queue: "mirror", waiting: 3, ageMs: 900 });
  expect(writeDataPoint.mock.calls).toEqual([
    [{ indexes: ["request"], blobs: ["request", "calls", "/v1/calls/:id", "200"], doubles: [12, 5, 1] }],
    [{ indexes: ["queue"], blobs: ["queue", "mirror"], doubles: [3, 900] }],
  ]);
});

it("does nothing without a binding, and never fails the work that is measured", () => {
  const writeDataPoint = () => {
    throw new Error("too many points");
  };
  expect(() => measure({}, REQUEST)).not.toThrow();
  expect(() => measure(undefined, REQUEST)).not.toThrow();
  expect(() => measure({ METRICS: { writeDataPoint } }, REQUEST)).not.toThrow();
});
