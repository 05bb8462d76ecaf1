import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, length, moment, oneOf, range, revision, updatedAt } from "./columns.ts";
import { organizations } from "./organizations.ts";

export const FILE_STATES = ["processing", "ready", "failed"] as const;
export type FileState = (typeof FILE_STATES)[number];

export const knowledgeBases = pgTable(
  "knowledge_bases",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    description: text("description"),
    revision: revision(),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("knowledge_bases_org_id_id").on(t.orgId, t.id),
    index("knowledge_bases_newest").on(t.orgId, t.createdAt, t.id),
    length("knowledge_bases_name_length", t.name, 1, 80),
    length("knowledge_bases_description_length", t.description, 0, 1000),
  ],
).enableRLS();

/** A file that was uploaded. Its bytes lie in R2 under `<org_id>/<id>`. */
export const files = pgTable(
  "files",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    /** By its content; null until it has been read. */
    mediaType: text("media_type"),
    state: text("state", { enum: FILE_STATES }).notNull().default("processing"),
    failureCode: text("failure_code"),
    passageCount: integer("passage_count").notNull().default(0),
    attempts: integer("attempts").notNull().default(0),
    /** When it is to be read or removed next. Null when there is nothing to do. */
    dueAt: moment("due_at"),
    revision: revision(),
    /** Hidden from then on; the row goes when R2 has deleted the bytes. */
    deletedAt: moment("deleted_at"),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("files_org_id_id").on(t.orgId, t.id),
    index("files_newest").on(t.orgId, t.createdAt, t.id),
    index("files_due")
      .on(t.orgId, t.dueAt)
      .where(sql`${t.dueAt} is not null`),
    length("files_name_length", t.name, 1, 255),
    range("files_size_range", t.sizeBytes, 0, 26_214_400),
    oneOf("files_state", t.state, FILE_STATES),
  ],
).enableRLS();

export const knowledgeBaseFiles = pgTable(
  "knowledge_base_files",
  {
    orgId: uuid("org_id").notNull(),
    knowledgeBaseId: uuid("knowledge_base_id").notNull(),
    fileId: uuid("file_id").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.knowledgeBaseId, t.fileId] }),
    index("knowledge_base_files_file").on(t.fileId),
    foreignKey({
      name: "knowledge_base_files_base",
      columns: [t.orgId, t.knowledgeBaseId],
      foreignColumns: [knowledgeBases.orgId, knowledgeBases.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "knowledge_base_files_file_of",
      columns: [t.orgId, t.fileId],
      foreignColumns: [files.orgId, files.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** A piece of a file's text that answers on its own. Positions count from 0 within the file. */
export const passages = pgTable(
  "passages",
  {
    orgId: uuid("org_id").notNull(),
    fileId: uuid("file_id").notNull(),
    position: integer("position").notNull(),
    text: text("text").notNull(),
    /** From 1; only for files that have pages. */
    page: integer("page"),
    /** The headings that it stands under, outermost first. */
    headings: text("headings").array().notNull().default([]),
  },
  (t) => [
    primaryKey({ columns: [t.fileId, t.position] }),
    foreignKey({
      name: "passages_file",
      columns: [t.orgId, t.fileId],
      foreignColumns: [files.orgId, files.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** The inverted index: in which passages of a file a term stands, and how much it says there. */
export const fileTerms = pgTable(
  "file_terms",
  {
    orgId: uuid("org_id").notNull(),
    term: text("term").notNull(),
    fileId: uuid("file_id").notNull(),
    positions: integer("positions").array().notNull(),
    /** Beside `positions`: BM25's share of frequency and length, in thousandths. */
    impacts: smallint("impacts").array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.term, t.fileId] }),
    index("file_terms_file").on(t.fileId),
    foreignKey({
      name: "file_terms_file_of",
      columns: [t.orgId, t.fileId],
      foreignColumns: [files.orgId, files.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** The words of an organization's files, once each, and the terms that they are found under: what a mistyped word may have meant. */
export const vocabulary = pgTable(
  "vocabulary",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    word: text("word").notNull(),
    term: text("term").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.word] }), index("vocabulary_term").on(t.orgId, t.term)],
).enableRLS();

/** What a caller asked a base in a call, and whether it had an answer. Of their words, so it goes with the call. */
export const knowledgeQuestions = pgTable(
  "knowledge_questions",
  {
    /** Made of the call and the words: a question that a model repeats is one. */
    id: uuid("id").primaryKey(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    knowledgeBaseId: uuid("knowledge_base_id").notNull(),
    /** The call's row may not exist yet. */
    vapiCallId: text("vapi_call_id").notNull(),
    text: text("text").notNull(),
    found: boolean("found").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("knowledge_questions_newest").on(t.orgId, t.knowledgeBaseId, t.createdAt, t.id),
    index("knowledge_questions_call").on(t.vapiCallId),
    index("knowledge_questions_age").using("brin", t.createdAt),
    foreignKey({
      name: "knowledge_questions_base",
      columns: [t.orgId, t.knowledgeBaseId],
      foreignColumns: [knowledgeBases.orgId, knowledgeBases.id],
    }).onDelete("cascade"),
    length("knowledge_questions_text_length", t.text, 1, 1000),
    length("knowledge_questions_call_length", t.vapiCallId, 1, 200),
  ],
).enableRLS();
