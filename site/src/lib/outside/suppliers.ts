import type { AssistantSettings } from "../api/types.ts";

/** The company of each provider that an assistant may be set to: one without a name does not compile. */
const COMPANIES = {
  deepgram: "Deepgram",
  gladia: "Gladia",
  azure: "Microsoft",
  google: "Google",
  openai: "OpenAI",
  anthropic: "Anthropic",
  groq: "Groq",
  "11labs": "ElevenLabs",
  cartesia: "Cartesia",
  vapi: "Vapi",
} satisfies Record<AssistantSettings["voiceProvider" | "transcriberProvider" | "modelProvider"], string>;

/** Who hears or reads a call besides Vapi. */
export const listSuppliers = (): string[] => Object.values(COMPANIES).filter((name) => name !== COMPANIES.vapi);
