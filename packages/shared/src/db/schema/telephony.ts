import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  createdAt,
  FORM_ACTIONS,
  id,
  length,
  moment,
  oneOf,
  revision,
  SYNC_ACTIONS,
  SYNC_STATES,
  syncColumns,
  syncForm,
  syncSentAt,
  updatedAt,
} from "./columns.ts";
import { organizations } from "./organizations.ts";

/** Where an organization may have an account of its own. */
export const CREDENTIAL_PROVIDERS = ["twilio", "telnyx", "vonage", "sip"] as const;
/** The provider of a number; `vapi` has numbers of its own. */
export const NUMBER_PROVIDERS = [...CREDENTIAL_PROVIDERS, "vapi"] as const;
/** The state of a number's order; services/telephony/src/orders has the transitions. */
export const ORDER_STATES = ["asked", "buying", "held", "returning", "done", "failed"] as const;

/** An account at a telephone provider. The secret is sealed (crypto/seal), for `org_id/id`. */
export const telephonyCredentials = pgTable(
  "telephony_credentials",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    provider: text("provider", { enum: CREDENTIAL_PROVIDERS }).notNull(),
    name: text("name").notNull(),
    /** Only the system's role may read it. */
    sealed: text("sealed").notNull(),
    keyId: text("key_id").notNull(),
    /** What is shown of it: each field with all but its last four characters blanked. */
    masked: jsonb("masked").notNull(),
    vapiCredentialId: text("vapi_credential_id").unique(),
    revision: revision(),
    ...syncColumns(),
    syncSentAt: syncSentAt(),
    deletedAt: moment("deleted_at"),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("telephony_credentials_org_id_id").on(t.orgId, t.id),
    index("telephony_credentials_newest").on(t.orgId, t.createdAt, t.id),
    index("telephony_credentials_to_sync")
      .on(t.syncNextAt)
      .where(sql`${t.syncState} = 'pending'`),
    length("telephony_credentials_name_length", t.name, 1, 40),
    oneOf("telephony_credentials_provider", t.provider, CREDENTIAL_PROVIDERS),
    oneOf("telephony_credentials_sync_state", t.syncState, SYNC_STATES),
    oneOf("telephony_credentials_sync_action", t.syncAction, SYNC_ACTIONS),
  ],
).enableRLS();

/**
 * A number and its order. The mirror takes it on when the order is done. `assistant_id` refers to assistants of the same
 * organization; the reference is in the migrations.
 */
export const phoneNumbers = pgTable(
  "phone_numbers",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** E.164; null until Vapi says which number it gives. */
    number: text("number"),
    country: text("country"),
    provider: text("provider", { enum: NUMBER_PROVIDERS }).notNull(),
    /** Whose account it is in; null for a number of Vapi's own. */
    credentialId: uuid("credential_id"),
    /** Who answers unless the opening hours name somebody else; null when that assistant is deleted. */
    assistantId: uuid("assistant_id"),
    /** Instead of an assistant. */
    squadId: uuid("squad_id"),
    /** Or a workflow, which is a squad at Vapi. */
    workflowId: uuid("workflow_id"),
    fallback: jsonb("fallback"),
    hours: jsonb("hours"),
    vapiPhoneNumberId: text("vapi_phone_number_id").unique(),
    orderState: text("order_state", { enum: ORDER_STATES }).notNull().default("asked"),
    /** What the provider needs besides the number, such as an address. */
    orderDetail: jsonb("order_detail").notNull().default({}),
    /** When a request whose outcome is not known was last sent. */
    orderSentAt: moment("order_sent_at"),
    orderLooks: integer("order_looks").notNull().default(0),
    orderError: text("order_error"),
    /** Whether we bought it, and so return it when it is released. */
    isBought: boolean("is_bought").notNull().default(false),
    /** The provider's own id of the number. */
    providerNumberId: text("provider_number_id"),
    revision: revision(),
    ...syncColumns(),
    syncSentAt: syncSentAt(),
    syncForm: syncForm(),
    deletedAt: moment("deleted_at"),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("phone_numbers_org_id_id").on(t.orgId, t.id),
    index("phone_numbers_newest").on(t.orgId, t.createdAt, t.id),
    uniqueIndex("phone_numbers_once").on(t.orgId, t.number),
    index("phone_numbers_of_credential").on(t.orgId, t.credentialId),
    index("phone_numbers_of_assistant").on(t.orgId, t.assistantId),
    index("phone_numbers_of_squad").on(t.orgId, t.squadId),
    index("phone_numbers_of_workflow").on(t.orgId, t.workflowId),
    check("phone_numbers_one_answers", sql`num_nonnulls(${t.assistantId}, ${t.squadId}, ${t.workflowId}) <= 1`),
    index("phone_numbers_to_sync")
      .on(t.syncNextAt)
      .where(sql`${t.syncState} = 'pending'`),
    index("phone_numbers_in_order")
      .on(t.updatedAt)
      .where(sql`${t.orderState} not in ('done', 'failed')`),
    index("phone_numbers_by_form")
      .on(t.syncForm, t.orgId)
      .where(sql`${t.vapiPhoneNumberId} is not null and ${t.syncState} <> 'pending'`),
    foreignKey({
      name: "phone_numbers_credential",
      columns: [t.orgId, t.credentialId],
      foreignColumns: [telephonyCredentials.orgId, telephonyCredentials.id],
    }),
    length("phone_numbers_name_length", t.name, 1, 40),
    length("phone_numbers_number_length", t.number, 3, 40),
    oneOf("phone_numbers_provider", t.provider, NUMBER_PROVIDERS),
    oneOf("phone_numbers_order_state", t.orderState, ORDER_STATES),
    oneOf("phone_numbers_sync_state", t.syncState, SYNC_STATES),
    oneOf("phone_numbers_sync_action", t.syncAction, FORM_ACTIONS),
  ],
).enableRLS();
