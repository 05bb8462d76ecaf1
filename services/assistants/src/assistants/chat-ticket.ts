import { hmac, timingSafeEqual, toHex } from "@allokoli/shared/crypto/hmac";
import { Problem } from "@allokoli/shared/http/problem";

type ChatPlace = { orgId: string; assistantId: string };

/** 128 bits: nobody tries that often. */
const MAC_CHARACTERS = 32;

/**
 * Vapi's ids of chats as a client is told them. All organizations share one account there, which would go on with anybody's
 * chat: so an id goes out with a signature of the organization and the assistant, and comes in with none other.
 */
export function chatTickets(masterSecret: string, { orgId, assistantId }: ChatPlace) {
  const sign = async (chatId: string) =>
    toHex(await hmac(masterSecret, `allokoli/chat/v1/${orgId}/${assistantId}/${chatId}`)).slice(0, MAC_CHARACTERS);
  return {
    issue: async (chatId: string) => `${chatId}.${await sign(chatId)}`,

    /** @throws {Problem} `validation_failed` for what was not issued here */
    async requireChat(ticket: string): Promise<string> {
      const [chatId = "", mac = ""] = ticket.split(".");
      if (await timingSafeEqual(ticket, `${chatId}.${await sign(chatId)}`)) return chatId;
      const message = mac === "" ? "is not a chat's id" : "is not a chat with this assistant";
      throw new Problem("validation_failed", { errors: [{ path: "previousChatId", message }] });
    },
  };
}
