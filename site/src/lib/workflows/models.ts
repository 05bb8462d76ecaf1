import type { Document } from "./document.ts";
import { m } from "../../paraglide/messages.js";

export const MODELS = ["blank", "reception", "booking"] as const;
export type Model = (typeof MODELS)[number];

export const MODEL_LABELS: Record<Model, () => string> = {
  blank: m.workflow_model_blank,
  reception: m.workflow_model_reception,
  booking: m.workflow_model_booking,
};

const at = (column: number, row: number) => ({ x: column * 288, y: row * 168 });
const way = (id: string, from: string, to: string, condition = "") => ({ id, from, to, condition });

/** What a new workflow begins with. The blank one and the models are without faults, but for what only the person knows. */
export function modelOf(model: Model): Omit<Document, "name"> {
  switch (model) {
    case "blank":
      return blank();
    case "reception":
      return reception();
    case "booking":
      return booking();
  }
}

const start = () => ({
  id: "debut",
  kind: "start" as const,
  name: m.kind_start(),
  position: at(0, 0),
  firstMessage: m.model_first_message(),
});
const end = (column: number, row: number) => ({
  id: "fin",
  kind: "end" as const,
  name: m.kind_end(),
  position: at(column, row),
  message: m.model_goodbye(),
});
const talk = (id: string, name: string, prompt: string, position: { x: number; y: number }) => ({
  id,
  kind: "conversation" as const,
  name,
  prompt,
  position,
  variables: [],
});
const note = (name: string, description: string) => ({ name, type: "string" as const, description });

const blank = (): Omit<Document, "name"> => ({
  prompt: m.model_prompt(),
  inputs: [],
  notes: [],
  nodes: [start(), talk("accueil", m.model_welcome(), m.model_welcome_prompt(), at(0, 1)), end(0, 2)],
  edges: [way("e1", "debut", "accueil"), way("e2", "accueil", "fin")],
});

const reception = (): Omit<Document, "name"> => ({
  prompt: m.model_prompt(),
  inputs: [],
  notes: [],
  nodes: [
    start(),
    talk("accueil", m.model_welcome(), m.model_reception_prompt(), at(0, 1)),
    {
      ...talk("rdv", m.model_appointment(), m.model_appointment_prompt(), at(-1, 2)),
      variables: [note("nom", m.model_note_name()), note("jour", m.model_note_day())],
    },
    {
      ...talk("message", m.model_message(), m.model_message_prompt(), at(0, 2)),
      variables: [note("motif", m.model_note_reason())],
    },
    { id: "urgence", kind: "transfer", name: m.model_emergency(), position: at(1, 2), number: null, message: null },
    end(0, 3),
  ],
  edges: [
    way("e1", "debut", "accueil"),
    way("e2", "accueil", "rdv", m.model_when_appointment()),
    way("e3", "accueil", "message", m.model_when_message()),
    way("e4", "accueil", "urgence", m.model_when_emergency()),
    way("e5", "rdv", "fin"),
    way("e6", "message", "fin"),
  ],
});

const booking = (): Omit<Document, "name"> => ({
  prompt: m.model_prompt(),
  inputs: [],
  notes: [],
  nodes: [
    start(),
    {
      ...talk("motif", m.model_reason(), m.model_reason_prompt(), at(0, 1)),
      variables: [note("motif", m.model_note_reason())],
    },
    {
      ...talk("jour", m.model_day(), m.model_day_prompt(), at(0, 2)),
      variables: [note("nom", m.model_note_name()), note("jour", m.model_note_day())],
    },
    talk("confirmation", m.model_confirm(), m.model_confirm_prompt(), at(0, 3)),
    end(0, 4),
  ],
  edges: [
    way("e1", "debut", "motif"),
    way("e2", "motif", "jour"),
    way("e3", "jour", "confirmation"),
    way("e4", "confirmation", "fin"),
  ],
});
