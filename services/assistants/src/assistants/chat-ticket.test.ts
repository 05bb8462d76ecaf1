import { describe, expect, it } from "vitest";
import { chatTickets } from "./chat-ticket.ts";

const place = { orgId: "org-1", assistantId: "assistant-1" };
const ours = chatTickets("master", place);
const refused = { code: "validation_failed", errors: [{ path: "previousChatId" }] };

describe("a chat's id", () => {
  it("is accepted as it was issued", async () => {
    expect(await ours.requireChat(await ours.issue("chat-1"))).toBe("chat-1");
  });

  it.each([
    ["another organization's", chatTickets("master", { ...place, orgId: "org-2" })],
    ["another assistant's", chatTickets("master", { ...place, assistantId: "assistant-2" })],
    ["another installation's", chatTickets("other", place)],
  ])("is refused when it is %s", async (_whose, theirs) => {
    await expect(ours.requireChat(await theirs.issue("chat-1"))).rejects.toMatchObject(refused);
  });

  it("is refused when it is not an id of a chat, or was changed", async () => {
    const [, mac] = (await ours.issue("chat-1")).split(".");
    for (const ticket of ["", ".", "chat-1", "chat-1.", `chat-2.${mac}`, `chat-1.${mac}.x`, `.${mac}`]) {
      await expect(ours.requireChat(ticket)).rejects.toMatchObject(refused);
    }
  });
});
