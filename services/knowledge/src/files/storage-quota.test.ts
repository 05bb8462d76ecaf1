import { expect, it } from "vitest";
import { withinRoom } from "./storage-quota.ts";

async function* chunks(...sizes: number[]) {
  for (const size of sizes) yield new Uint8Array(size);
}

async function taken(sizes: number[], room: { allowed: number; used: number }) {
  const lengths: number[] = [];
  for await (const chunk of withinRoom(chunks(...sizes), room)) lengths.push(chunk.length);
  return lengths;
}

it("lets a file through that fills the room to the last byte", async () => {
  await expect(taken([4, 4, 2], { allowed: 30, used: 20 })).resolves.toEqual([4, 4, 2]);
});

it("ends a file at the byte that no longer fits, and says what was used before it", async () => {
  const seen: number[] = [];
  const reading = async () => {
    for await (const chunk of withinRoom(chunks(4, 4, 3), { allowed: 30, used: 20 })) seen.push(chunk.length);
  };
  await expect(reading()).rejects.toMatchObject({
    code: "limit_reached",
    limit: { name: "storageBytes", allowed: 30, used: 20 },
  });
  expect(seen).toEqual([4, 4]);
});

it("takes in no byte of anything when it is full", async () => {
  await expect(taken([1], { allowed: 30, used: 30 })).rejects.toMatchObject({ code: "limit_reached" });
});
