import { WaitsFor } from "@allokoli/shared/mirror/state";
import type { Vapi } from "@vapi-ai/server-sdk";
import { OUR_ID, OUR_ORG_ID } from "../assistants/compile.ts";
import type { Handoff, SquadSettings } from "./contract.ts";

/** The key of our id in the metadata of a member: a squad itself has no metadata. */
export const OUR_SQUAD_ID = "allokoliSquadId";

/** The parts of an assistant that its squad needs. */
export type KnownAssistant = {
  id: string;
  name: string;
  vapiId: string | null;
  aiNotice: string | null;
  firstMessage: string | null;
};
export type SquadBody = Vapi.CreateSquadDto & Omit<Vapi.UpdateSquadDto, "id">;

/**
 * The squad as Vapi takes it, for creation and for PATCH alike: its members by id, each with a handoff tool for every
 * destination (reference §7).
 * @throws {WaitsFor} while Vapi does not have one of the members: the squad follows when it does
 */
export function compileSquad(
  { name, members }: SquadSettings & { name: string },
  { id, orgId, assistants }: { id: string; orgId: string; assistants: ReadonlyMap<string, KnownAssistant> },
): SquadBody {
  const known = members.map(({ assistantId }) => requireKnown(assistants.get(assistantId)));
  const names = distinct(known.map((assistant) => assistant.name));
  const nameOf = new Map(known.map((assistant, index) => [assistant.id, names[index] ?? assistant.name]));
  // A call begins with the first member: if that one says the notice, the caller has heard it.
  const isSaidFirst = known[0]?.aiNotice !== null;
  return toVapiBody({
    name,
    members: members.map(({ assistantId, handoffs }, index) => ({
      assistantId: known[index]?.vapiId,
      assistantOverrides: {
        name: nameOf.get(assistantId),
        metadata: { [OUR_ID]: assistantId, [OUR_ORG_ID]: orgId, [OUR_SQUAD_ID]: id },
        "tools:append": handoffs.map((handoff, number) =>
          compileHandoff(handoff, number, {
            name: nameOf.get(handoff.to) ?? "",
            greeting: isSaidFirst ? greetingAfterNotice(assistants.get(handoff.to)) : undefined,
          }),
        ),
      },
    })),
  });
}

/** A tool for each destination: OpenAI's models work best with that, and the others support it too. */
function compileHandoff(
  { when, message }: Handoff,
  number: number,
  { name, greeting }: { name: string; greeting: string | undefined },
) {
  return {
    type: "handoff",
    function: { name: `handoff_${number + 1}_to_${slugOf(name)}` },
    destinations: [
      {
        type: "assistant",
        assistantName: name,
        description: when,
        ...(greeting !== undefined && { assistantOverrides: { firstMessage: greeting } }),
      },
    ],
    ...(message !== undefined && { messages: [{ type: "request-start", content: message, blocking: true }] }),
  };
}

/** The greeting of a member after the notice was said; undefined when the member has no notice of its own. */
const greetingAfterNotice = (assistant: KnownAssistant | undefined) =>
  assistant === undefined || assistant.aiNotice === null ? undefined : (assistant.firstMessage ?? "");

/** Only characters that the name of a function may have. */
const slugOf = (name: string) =>
  name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .slice(0, 40);

/** Handoffs go by name: an assistant that was renamed to the name of another gets a number behind it. */
const distinct = (names: string[]) =>
  names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name.slice(0, 35)} (${before + 1})`;
  });

function requireKnown(assistant: KnownAssistant | undefined): KnownAssistant {
  if (assistant === undefined) throw new WaitsFor("It waits for a member that is not there any more.");
  if (assistant.vapiId === null) {
    throw new WaitsFor(`It waits for the assistant "${assistant.name}", which the voice provider does not have yet.`);
  }
  return assistant;
}

// Vapi's own types list the words of its enums; a test checks the body against Vapi's published schemas.
const toVapiBody = (body: object) => body as SquadBody;

/** Whether a squad at Vapi is the one with this id of ours. */
export const isSquadOf = (squad: Vapi.Squad, id: string): boolean =>
  squad.members.some((member) => member.assistantOverrides?.metadata?.[OUR_SQUAD_ID] === id);

/** Our field for each of Vapi's. */
export const toField = (vapiField: string): string | undefined =>
  vapiField === "name" ? "name" : vapiField.startsWith("members") ? "members" : undefined;
