import { EVERYBODY, MEMBERS, SYSTEM } from "../actors.ts";
import { IDS, type Case } from "./case.ts";

const { BASE, FILE, ROW } = IDS;

export const KNOWLEDGE: Record<string, Case> = {
  knowledge_bases: {
    row: ({ orgId }) => ({ id: BASE, org_id: orgId, name: "Questions des patients" }),
    key: ["id"],
    updates: "name",
    select: [...EVERYBODY, ...SYSTEM],
    insert: MEMBERS,
    update: MEMBERS,
    delete: MEMBERS,
  },
  files: {
    row: ({ orgId }) => ({ id: FILE, org_id: orgId, name: "tarifs.pdf", size_bytes: 1 }),
    key: ["id"],
    updates: "due_at",
    select: [...EVERYBODY, ...SYSTEM],
    insert: MEMBERS,
    update: [...MEMBERS, ...SYSTEM],
    // A member hides it; the row goes with its bytes.
    delete: SYSTEM,
  },
  knowledge_base_files: {
    row: ({ orgId }) => ({ org_id: orgId, knowledge_base_id: BASE, file_id: FILE }),
    key: ["knowledge_base_id", "file_id"],
    parents: ["knowledge_bases", "files"],
    select: EVERYBODY,
    insert: MEMBERS,
    update: [],
    delete: MEMBERS,
  },
  knowledge_questions: {
    row: ({ orgId }) => ({
      id: ROW,
      org_id: orgId,
      knowledge_base_id: BASE,
      vapi_call_id: "call_1",
      text: "Où se garer ?",
      found: false,
    }),
    key: ["id"],
    parents: ["knowledge_bases"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: SYSTEM,
    update: [],
    delete: MEMBERS,
  },
  passages: {
    row: ({ orgId }) => ({ org_id: orgId, file_id: FILE, position: 0, text: "Consultation : 30 €" }),
    key: ["file_id", "position"],
    parents: ["files"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: SYSTEM,
    update: [],
    delete: SYSTEM,
  },
  file_terms: {
    row: ({ orgId }) => ({ org_id: orgId, term: "consult", file_id: FILE, positions: [0], impacts: [1000] }),
    key: ["org_id", "term", "file_id"],
    parents: ["files"],
    select: SYSTEM,
    insert: SYSTEM,
    update: [],
    delete: SYSTEM,
  },
  vocabulary: {
    row: ({ orgId }) => ({ org_id: orgId, word: "consultation", term: "consult" }),
    key: ["org_id", "word"],
    select: SYSTEM,
    insert: SYSTEM,
    update: [],
    delete: SYSTEM,
  },
};
