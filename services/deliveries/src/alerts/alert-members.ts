import type { AlertKind } from "@allokoli/shared/db/schema/index";
import { CALLER_BLOCKED } from "@allokoli/shared/ended-reasons/caller-blocked";
import type { EventType } from "@allokoli/shared/events/event-types";
import { sql, type SQL } from "drizzle-orm";

/** Which events people are alerted to, and to what; an event may be two, such as an urgent message. */
const ALERTING = {
  "caller-message.taken": sql`case when (taken.data ->> 'isUrgent')::boolean then ${kind("urgent-message")} else ${kind("message")} end`,
  // A caller whom nobody answered, unless they are blocked. A test in the browser rings nobody.
  "call.ended": sql`case when taken.data #>> '{call,direction}' = 'inbound' and taken.data #>> '{call,startedAt}' is null
    and taken.data ->> 'endedReason' is distinct from ${CALLER_BLOCKED} then ${kind("missed-call")} end`,
  "call.failed": sql`case when taken.data #>> '{call,direction}' <> 'web' then ${kind("missed-call")} end`,
  "phone-number.failed": kind("number-trouble"),
  "limit.near": kind("limit-near"),
  "limit.reached": kind("limit-near"),
  "test-suite.red": kind("tests-red"),
  "draft.failed": kind("draft-trouble"),
} as const satisfies Partial<Record<EventType, SQL>>;

/** The types of event that may alert somebody. */
export const ALERTING_TYPES = Object.keys(ALERTING) as (keyof typeof ALERTING)[];

/** SQL: the kind of alert that an event in `taken` is; null for none. */
export const kindOfTaken: SQL = sql`case taken.type ${sql.join(
  Object.entries(ALERTING).map(([type, kindOf]) => sql`when ${type} then ${kindOf} `),
)} end`;

/** The events of one call or one message are told once. */
const BY_RESOURCE = ["caller-message.taken", "call.ended", "call.failed"] as const satisfies (keyof typeof ALERTING)[];

/** SQL: the kinds that a member wants, in `settings`, by each channel. By SMS there are none without a verified number. */
export const wantedByChannel: SQL = sql`(values ('mail', settings.mail), ('sms',
  case when settings.mobile_verified_at is not null and settings.sms_refusal is null then settings.sms else '{}' end
)) by_channel (channel, kinds)`;

/**
 * SQL: queue an alert of each event in `taken` for each member who wants to hear of it. Whoever wants every message wants
 * the urgent ones. The same call, message or event is told once to a member by each channel.
 */
export const alertMembers = (orgId: string): SQL => sql`
  insert into alerts (org_id, user_id, channel, topic, cause_id, event_id)
  select ${orgId}::uuid, settings.user_id, wanted.channel, told.kind, told.cause_id, told.id
  from (
    select taken.id, taken.position, ${kindOfTaken} as kind,
      case when taken.type in (${sql.join(
        BY_RESOURCE.map((type) => sql`${type}`),
        sql`, `,
      )}) then taken.resource_id else taken.id end as cause_id
    from taken
  ) told join alert_settings settings on settings.org_id = ${orgId}
    join lateral (select channel, kinds from ${wantedByChannel}) wanted
      on told.kind = any (wanted.kinds) or (told.kind = 'urgent-message' and 'message' = any (wanted.kinds))
  order by told.position
  on conflict do nothing`;

function kind(name: AlertKind): SQL {
  return sql`${name}::text`;
}
