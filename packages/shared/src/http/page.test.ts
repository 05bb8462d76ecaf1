import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, toPage } from "./page.ts";

const row = (n: number) => ({
  id: `0198c2a4-0000-7000-8000-00000000000${n}`,
  createdAt: `2026-01-0${n}T00:00:00.000Z`,
});

describe("pages", () => {
  it("a cursor reads back as the position it was made from", () => {
    expect(decodeCursor(encodeCursor(row(3)))).toEqual(row(3));
  });

  it.each(["", "x", btoa("[]"), btoa('["yesterday","1"]'), btoa('{"id":1}')])(
    "a cursor that is not ours (%j) is a 422 naming it",
    (cursor) => {
      expect(() => decodeCursor(cursor)).toThrow(
        expect.objectContaining({
          code: "validation_failed",
          errors: [expect.objectContaining({ path: "cursor" })],
        }),
      );
    },
  );

  it("whose moment Postgres could not read is not ours either, and one in another time zone is told in UTC", () => {
    for (const moment of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"]) {
      const cursor = encodeCursor({ ...row(1), createdAt: moment });
      expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: "validation_failed" }));
    }
    const elsewhere = encodeCursor({ ...row(1), createdAt: "2026-01-01T23:00:00+23:00" });
    expect(decodeCursor(elsewhere)).toEqual(row(1));
  });

  it("points to the last row shown when there are more, and nowhere at the end", () => {
    const rows = [row(4), row(3), row(2)];
    const page = toPage(
      rows,
      2,
      (item) => item.id,
      (item) => item,
    );
    expect(page.items).toEqual([row(4).id, row(3).id]);
    expect(decodeCursor(page.nextCursor ?? undefined)).toEqual(row(3));
    expect(
      toPage(
        rows,
        3,
        (item) => item.id,
        (item) => item,
      ).nextCursor,
    ).toBeNull();
  });

  it("ends before half a megabyte of JSON, with one item at least, and the next begins where it ended", () => {
    const rows = [row(9), row(8), row(7), row(6), row(5)];
    const large = (characters: number) => (item: { id: string }) => ({ id: item.id, text: "x".repeat(characters) });
    const first = toPage(rows, 4, large(200_000), (item) => item);
    expect(first.items.map(({ id }) => id)).toEqual([row(9).id, row(8).id]);
    expect(decodeCursor(first.nextCursor ?? undefined)).toEqual(row(8));
    const single = toPage(rows, 4, large(600_000), (item) => item);
    expect(single.items).toHaveLength(1);
    expect(decodeCursor(single.nextCursor ?? undefined)).toEqual(row(9));
    const last = toPage(rows.slice(0, 2), 4, large(400_000), (item) => item);
    expect([last.items.length, last.nextCursor]).toEqual([1, encodeCursor(row(9))]);
    expect(toPage(rows.slice(0, 1), 4, large(600_000), (item) => item).nextCursor).toBeNull();
  });
});
