import { expect, test } from "vitest";
import { isShortNumber, transferToTry, tryTransferHref } from "./try-transfer.ts";

const transfer = { type: "transferCall", number: "+33123456789;ext=12" } as const;
const assistant = { tools: [{ type: "endCall" as const }, transfer] };

test("the address names the transfer, and the page finds it in the assistant", () => {
  const { searchParams } = new URL(tryTransferHref("1", transfer), "https://site.example");
  expect(searchParams.get("assistant")).toBe("1");
  expect(transferToTry(assistant, searchParams.get("transfer"))).toBe(transfer);
});

test("nothing is found that the assistant does not have", () => {
  expect(transferToTry(assistant, "+33100000000")).toBeUndefined();
  expect(transferToTry(assistant, null)).toBeUndefined();
  expect(transferToTry(undefined, transfer.number)).toBeUndefined();
});

test.each([
  ["15", true],
  ["112", true],
  ["3624", true],
  ["+33123456789", false],
  ["+33123456789;ext=12", false],
])("%s is short: %s", (number, expected) => expect(isShortNumber(number)).toBe(expected));
