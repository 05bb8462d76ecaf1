/** What the model is told when a caller's message was stored, by language: any other result of `take_message` is a refusal. */
export const MESSAGE_TAKEN = {
  fr: "Le message est noté et sera transmis.",
  en: "The message is taken and will be passed on.",
} as const;

/** Whether a result of `take_message`, as it stands in a call's conversation, says that the message was stored. */
export const saysMessageTaken = (result: unknown): boolean =>
  typeof result === "string" && Object.values(MESSAGE_TAKEN).some((sentence) => result.includes(sentence));
