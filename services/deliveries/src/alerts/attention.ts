import { CALL_BACK_DAYS } from "@allokoli/shared/ended-reasons/call-back-days";
import { callerMessages, calls, profiles, type Locale } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { isToCallBack } from "@allokoli/shared/db/to-call-back";
import type { EventType } from "@allokoli/shared/events/event-types";
import { and, eq, gte, isNull, sql } from "drizzle-orm";
import { ALERTING_TYPES, kindOfTaken } from "./alert-members.ts";
import type { Attention } from "./attention-contract.ts";
import type { AlertSettings } from "./contract.ts";
import { findSettings } from "./settings-store.ts";
import { toStory } from "./story.ts";

const MOST_NEWS = 20;
/** Who was away for long hears of the latest. */
const MOST_READ = 100;

type News = Attention["news"][number];
type Wishes = Pick<AlertSettings, "page" | "includesWords">;

/** What waits in the organization, and what happened since the event `after` that its reader wants to hear of. */
export async function readAttention(
  tx: Tx,
  orgId: string,
  { userId, after }: { userId: string; after: string | undefined },
): Promise<Attention> {
  const [settings, [profile], [messages], [waiting], [live], [latest], rows] = await Promise.all([
    findSettings(tx, orgId, userId),
    tx.select({ locale: profiles.locale }).from(profiles).where(eq(profiles.userId, userId)).execute(),
    tx
      .select({
        open: sql<number>`count(*)::int`,
        urgent: sql<number>`(count(*) filter (where ${callerMessages.isUrgent}))::int`,
      })
      .from(callerMessages)
      .where(and(eq(callerMessages.orgId, orgId), isNull(callerMessages.handledAt)))
      .execute(),
    tx
      .select({ callers: sql<number>`count(distinct ${calls.customerNumber})::int` })
      .from(calls)
      .where(
        and(
          eq(calls.orgId, orgId),
          isNull(calls.deletedAt),
          gte(calls.createdAt, sql`now() - make_interval(days => ${CALL_BACK_DAYS})`),
          isToCallBack,
        ),
      )
      .execute(),
    tx
      .select({ count: sql<number>`count(*)::int` })
      .from(calls)
      .where(and(eq(calls.orgId, orgId), isNull(calls.deletedAt), sql`${calls.status} not in ('ended', 'scheduled')`))
      .execute(),
    tx.execute<{ id: string }>(latestEvent(orgId)).then(({ rows }) => rows),
    after === undefined ? [] : tx.execute<NewsRow>(newsAfter(orgId, after)).then(({ rows }) => rows),
  ]);
  return {
    openMessages: messages?.open ?? 0,
    urgentMessages: messages?.urgent ?? 0,
    toCallBack: waiting?.callers ?? 0,
    liveCalls: live?.count ?? 0,
    seenUntil: latest?.id ?? null,
    news: tell(rows, settings, profile?.locale ?? "fr"),
  };
}

type NewsRow = { id: string; kind: News["kind"]; atMs: number; type: EventType; resourceId: string; data: unknown };

const latestEvent = (orgId: string) => sql`
  select id from events where org_id = ${orgId} order by created_at desc, id desc limit 1`;

const newsAfter = (orgId: string, after: string) => sql`
  select * from (
    select taken.id, ${kindOfTaken} as kind, (extract(epoch from taken.created_at) * 1000)::float8 as "atMs",
      taken.type, taken.resource_id as "resourceId", taken.data
    from events taken
    where taken.org_id = ${orgId} and taken.type = any (${sql.param(ALERTING_TYPES)}::text[])
      and (taken.created_at, taken.id) >
        (select seen.created_at, seen.id from events seen where seen.org_id = ${orgId} and seen.id = ${after})
    order by taken.created_at desc, taken.id desc limit ${MOST_READ}
  ) news where kind is not null order by "atMs", id`;

/** A call that was missed and failed is told once. */
function tell(rows: NewsRow[], { page, includesWords }: Wishes, locale: Locale): News[] {
  const isWanted = ({ kind }: NewsRow) =>
    page.includes(kind) || (kind === "urgent-message" && page.includes("message"));
  const once = new Map(rows.filter(isWanted).map((row) => [row.resourceId, row]));
  return [...once.values()].slice(-MOST_NEWS).map(({ id, kind, atMs, type, data }) => {
    const at = new Date(atMs);
    const story = toStory({ topic: kind, at, type, data }, { locale, includesWords });
    return {
      id,
      kind,
      at: at.toISOString(),
      title: story.headline,
      text: story.words.join("\n") || null,
      path: story.link.path,
    };
  });
}
