import { Problem } from "@allokoli/shared/http/problem";
import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { compileOrExplain, takeTurn } from "../assistants/chat-turn.ts";
import { compileSquad } from "./compile.ts";
import type { SquadChatTurn, SquadSettings } from "./contract.ts";
import { memberFaults } from "./members.ts";
import type { Members } from "./store.ts";

type Member = SquadSettings["members"][number];
export type Turn = {
  squad: SquadSettings & { name: string };
  context: { id: string; orgId: string; assistants: Members };
  message: string;
  /** Vapi's id of the turn before. */
  previousChatId: string | undefined;
  /** Who spoke last; the first member if absent. */
  speakingId: string | undefined;
};

/** The tools that `compileSquad` makes of a member's handoffs. */
const HANDOFF = /^handoff_(\d+)_to_/;

/**
 * One turn in writing with a squad that need not be at Vapi: what is said, and who speaks then.
 * @throws {Problem} `validation_failed` naming faults of its members, or somebody who is none; `conflict` while Vapi does not
 * have one of them; `vapi_refused`, `vapi_down`, `vapi_unavailable`
 */
export async function chatThroughSquad(
  vapi: Pick<VapiAdapter, "createChat">,
  { squad, context, message, previousChatId, speakingId }: Turn,
): Promise<SquadChatTurn> {
  const names = new Map([...context.assistants].map(([id, { name }]) => [id, name]));
  const faults = memberFaults(squad.members, names);
  if (faults.length > 0) throw new Problem("validation_failed", { errors: faults });
  const members = startingWith(squad.members, speakingId);
  const { chatId, text, used } = await takeTurn(vapi, {
    // A chat begins with the first member each time.
    squad: compileOrExplain(() => compileSquad({ ...squad, members }, context)),
    input: message,
    ...(previousChatId !== undefined && { previousChatId }),
  });
  return { chatId, text, assistantId: lastOf(members, used) };
}

function startingWith(members: Member[], id: string | undefined): Member[] {
  const index = id === undefined ? 0 : members.findIndex(({ assistantId }) => assistantId === id);
  if (index < 0) {
    throw new Problem("validation_failed", {
      errors: [{ path: "assistantId", message: "is not a member of the squad" }],
    });
  }
  return [...members.slice(index), ...members.slice(0, index)];
}

/** Who speaks after the handoffs that the tools say. */
function lastOf(members: Member[], used: string[]): string {
  let speaking = members[0];
  for (const name of used) {
    const handoff = speaking?.handoffs[Number(HANDOFF.exec(name)?.[1]) - 1];
    speaking = members.find(({ assistantId }) => assistantId === handoff?.to) ?? speaking;
  }
  return speaking?.assistantId ?? "";
}
