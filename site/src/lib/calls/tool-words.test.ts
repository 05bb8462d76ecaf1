import { MESSAGE_TAKEN } from "@allokoli/shared/own-functions/message-taken";
import { expect, test } from "vitest";
import { toolWords } from "./tool-words.ts";

test("what AlloKoli's own tools did is said in words, and a function of the organization's has its name", () => {
  for (const name of ["take_message", "opening_hours", `search_tarifs_${"0a".repeat(16)}`, "endCall", "transferCall"])
    for (const isAnswered of [true, false]) expect(toolWords(name, isAnswered)).not.toContain(name);
  expect(toolWords("prendre_rendez_vous", true)).toContain("prendre_rendez_vous");
  expect(toolWords("take_message_2", true)).toContain("take_message_2");
});

test("a message is noted only where the function said so, in any language", () => {
  const taken = new Set(Object.values(MESSAGE_TAKEN).map((said) => toolWords("take_message", true, said)));
  expect(taken.size).toBe(1);
  const others = [undefined, "", "Rien n'a été fait", { error: "late" }].map((said) =>
    toolWords("take_message", true, said),
  );
  for (const words of others) expect([...taken]).not.toContain(words);
});
