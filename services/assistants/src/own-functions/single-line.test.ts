import { expect, it } from "vitest";
import { toSingleLine } from "./single-line.ts";

it("a text is put on one line, whatever breaks it", () => {
  expect(toSingleLine(" a \r\n b\u2028c\n\n\nd\n")).toBe(" a b c d");
});
