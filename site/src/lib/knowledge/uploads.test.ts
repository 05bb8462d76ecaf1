import { expect, test } from "vitest";
import { toUploads, type UploadChange, type UploadView } from "./uploads.ts";

const after = (...changes: UploadChange[]) => changes.reduce<UploadView[]>(toUploads, []);
const add: UploadChange = {
  does: "add",
  files: [
    { key: "a", name: "a.pdf" },
    { key: "b", name: "b.pdf" },
  ],
};

test("each file goes its own way: waiting, sent by percent, put into the base, done", () => {
  expect(after(add).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  const sending = after(add, { does: "begin", key: "a" }, { does: "progress", key: "a", percent: 40 });
  expect(sending).toMatchObject([
    { key: "a", state: "sending", percent: 40 },
    { key: "b", state: "waiting" },
  ]);
  const done = after(add, { does: "begin", key: "a" }, { does: "sent", key: "a" }, { does: "end", key: "a" });
  expect(done.map(({ state }) => state)).toEqual(["done", "waiting"]);
});

test("a failed one says why and waits again when it is retried", () => {
  const failed = after(add, { does: "end", key: "b", problem: "Trop grand.", mayRetry: true });
  expect(failed[1]).toMatchObject({ state: "failed", problem: "Trop grand.", mayRetry: true });
  expect(toUploads(failed, { does: "retry", key: "b" })[1]).toMatchObject({ state: "waiting", mayRetry: false });
  expect(toUploads(failed, { does: "end", key: "c" })).toEqual(failed);
});
