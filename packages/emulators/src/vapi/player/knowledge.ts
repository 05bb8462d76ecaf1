import type { Json } from "../json.ts";
import { numberAt, objectAt, objectsAt, parseJson, textAt } from "../json.ts";
import { serverOf } from "../webhooks/route.ts";
import { answerFrom, replyTo } from "./brain.ts";
import type { Session } from "./session.ts";
import { assistantSays, systemPrompt, think } from "./speech.ts";
import { spokenMessage } from "./tools.ts";

const PATIENCE_MS = 10_000;

/** Asks the server what its documents say to the caller's question, and speaks from them. */
export async function answerFromKnowledge(session: Session, question: string): Promise<void> {
  const { assistant, line, lane, random } = session;
  const server = serverOf(objectAt(assistant, "model", "knowledgeBase")) ?? session.server();
  const waiting = lane.request(
    server,
    session.message("knowledge-base-request", {
      messages: [...session.messages],
      messagesOpenAIFormatted: session.openAiMessages(),
    }),
    { onceWithinMs: PATIENCE_MS },
  );
  // As with a tool: the call's own clock does not measure the machine.
  await line.pass(random.between(60, 250));
  const reply = await waiting;
  line.catchUp();
  line.requireOpen();

  const body = reply?.status === 200 ? parseJson(reply.text) : undefined;
  const told = spokenMessage(objectAt(body, "message"));
  if (told !== undefined) return await assistantSays(session, told, "force-say");
  await think(session);
  const said = answerFrom(documentsOf(body), question) ?? replyTo(question, systemPrompt(assistant), random);
  await assistantSays(session, said);
}

/** What the documents hold, the most similar first; one without content or similarity is none. */
function documentsOf(body: Json | undefined): string[] {
  return objectsAt(body, "documents")
    .flatMap((document) => {
      const content = textAt(document, "content")?.trim() ?? "";
      const similarity = numberAt(document, "similarity");
      return content === "" || similarity === undefined ? [] : [{ content, similarity }];
    })
    .toSorted((left, right) => right.similarity - left.similarity)
    .map(({ content }) => content);
}
