import { hmac, timingSafeEqual, toHex } from "@allokoli/shared/crypto/hmac";
import { Problem } from "@allokoli/shared/http/problem";

type ChatPlace = { orgId: string; assistantId: string };

/** 128 bits: too many to guess. */
const MAC_CHARACTERS = 32;

/**
 * The chat ids that clients get. All organizations share one account at Vapi, which continues any chat of the account:
 * so each id is signed for its organization and assistant, and no other id is accepted.
 */
export function chatTickets(masterSecret: string, { orgId, assistantId }: ChatPlace) {
  const sign = async (chatId: string) =>
    toHex(await hmac(masterSecret, `allokoli/chat/v1/${orgId}/${assistantId}/${chatId}`)).slice(0, MAC_CHARACTERS);
  return {
    issue: async (chatId: string) => `${chatId}.${await sign(chatId)}`,

    /** @throws {Problem} `validation_failed` for an id that was not issued here */
    async requireChat(ticket: string): Promise<string> {
      const [chatId = "", mac = ""] = ticket.split(".");
      if (await timingSafeEqual(ticket, `${chatId}.${await sign(chatId)}`)) return chatId;
      const message = mac === "" ? "is not a chat's id" : "is not a chat with this assistant";
      throw new Problem("validation_failed", { errors: [{ path: "previousChatId", message }] });
    },
  };
}
