import { asideKey } from "@allokoli/shared/stored/value";
import { expect, it } from "vitest";
import stored from "../testing/fixtures/uploads-before-versions.json" with { type: "json" };
import { createUploads, UPLOAD_MS } from "./uploads.ts";

function storageOf(entries: Record<string, unknown>) {
  const held = new Map(Object.entries(entries));
  return {
    held,
    get: async (key: string) => held.get(key),
    put: async (key: string, value: unknown) => void held.set(key, value),
    delete: async (key: string) => held.delete(key),
    list: async ({ prefix }: { prefix: string }) => new Map([...held].filter(([key]) => key.startsWith(prefix))),
  };
}
const silent = { error: () => undefined };

it("goes on with the uploads that the release before stored", async () => {
  const [[first, until] = ["", 0]] = Object.entries(stored);
  const storage = storageOf(stored);
  const id = first.replace("upload:", "");
  expect(await createUploads(storage, silent, () => until - 1).overdue()).toEqual([]);
  const uploads = createUploads(storage, silent, () => until);
  expect(await uploads.overdue()).toEqual([id]);
  await uploads.forget(id);
  expect([...storage.held.keys()]).not.toContain(first);
  expect(storage.held.size).toBe(Object.keys(stored).length - 1);
});

it("keeps what it expects until its time is over", async () => {
  let clock = 1000;
  const uploads = createUploads(storageOf({}), silent, () => clock);
  await uploads.expect("a");
  clock += UPLOAD_MS - 1;
  expect(await uploads.overdue()).toEqual([]);
  clock += 1;
  expect(await uploads.overdue()).toEqual(["a"]);
});

it("gives an upload whose time cannot be read its time once more, and tells", async () => {
  const told: unknown[] = [];
  let clock = 1000;
  const storage = storageOf({ "upload:a": "soon" });
  const uploads = createUploads(storage, { error: (message) => void told.push(message) }, () => clock);
  expect(await uploads.overdue()).toEqual([]);
  expect(storage.held.get(asideKey("upload:a"))).toBe("soon");
  expect(told).toHaveLength(1);
  clock += UPLOAD_MS;
  expect(await uploads.overdue()).toEqual(["a"]);
});
