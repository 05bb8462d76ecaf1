import {
  assistants,
  callerMessages,
  calls,
  files,
  functions,
  knowledgeBases,
  phoneNumbers,
  squads,
  testSuites,
  workflows,
} from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { sql, type SQL } from "drizzle-orm";
import type { Found, FoundType } from "./contract.ts";

/** More words than these narrow nothing, and each is a pass over every name. */
const MOST_WORDS = 6;
/** So many of the latest are looked through: no index finds a piece of a word, and an answer has to come as one types. */
const CALLS_BY_NUMBER = 20_000;
const LATEST = 2_000;
const EXCERPT = 120;

export const wordsOf = (typed: string): string[] => typed.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);

type Asked = {
  /** All of them are in the name; none, for what is recent. */
  words: string[];
  /** Or the number begins with one of these, in the stored form. */
  beginnings: string[];
  limit: number;
};

/** A typographic apostrophe is typed as a straight one. */
const plain = (text: SQL) => sql`app.plain(translate(${text}, '’', ''''))`;
const pattern = (word: string) => `%${word.replace(/[\\%_]/g, "\\$&")}%`;

/** What people look for, of every type, in one round trip. */
export async function findAnything(tx: Tx, orgId: string, asked: Asked): Promise<Found["items"]> {
  const { words, beginnings } = asked;
  const named = (text: SQL): SQL =>
    words.length === 0
      ? sql`true`
      : sql.join(
          words.map((word) => sql`${plain(text)} like ${plain(sql`${pattern(word)}::text`)}`),
          sql` and `,
        );
  const numbered = (number: SQL): SQL =>
    sql`${number} like any (${sql.param(beginnings.map((beginning) => `${beginning}%`))}::text[])`;
  /** Those whose name begins with the words, before those with a word that does, before the others. */
  const rank = (name: SQL): SQL => {
    const [first] = words;
    if (first === undefined) return sql`0`;
    const begins = pattern(first).slice(1);
    return sql`case when ${plain(name)} like ${plain(sql`${begins}::text`)} then 0
      when ${plain(name)} like ${plain(sql`${`% ${begins}`}::text`)} then 1 else 2 end`;
  };
  const things = (type: FoundType, table: SQL, number: SQL = sql`null`): SQL => {
    const isNumbered = type === "phone-number" && beginnings.length > 0;
    return sql`select ${type}::text as type, thing.id, thing.name, ${number}::text as number, null::text as text,
      thing.updated_at as at, ${rank(sql`thing.name`)} as rank
      from ${table} thing where thing.org_id = ${orgId}
        and (${named(sql`thing.name`)} ${isNumbered ? sql`or ${numbered(sql`thing.number`)}` : sql``})`;
  };
  const kept = (type: FoundType, table: SQL, number?: SQL): SQL =>
    sql`${things(type, table, number)} and thing.deleted_at is null`;

  const ofCaller = sql`coalesce(seen.customer_name, seen.name, '')`;
  const inCalls = sql`select 'call'::text as type, seen.id, coalesce(seen.customer_name, seen.name) as name,
    seen.customer_number as number, null::text as text, seen.created_at as at, ${rank(ofCaller)} as rank
    from (select id, name, customer_name, customer_number, created_at, row_number() over latest as place from ${calls}
      where org_id = ${orgId} and deleted_at is null
      window latest as (order by created_at desc, id desc) order by created_at desc, id desc limit ${
        beginnings.length > 0 ? CALLS_BY_NUMBER : LATEST
      }) seen
    where (seen.place <= ${LATEST} and ${named(sql`concat_ws(' ', seen.customer_name, seen.name)`)})
      ${beginnings.length > 0 ? sql`or ${numbered(sql`seen.customer_number`)}` : sql``}`;
  const inMessages = sql`select 'caller-message'::text as type, seen.id, seen.caller_name as name,
    seen.caller_number as number, left(coalesce(seen.subject, seen.body), ${EXCERPT}) as text, seen.created_at as at,
    ${rank(sql`coalesce(seen.caller_name, '')`)} as rank
    from (select id, caller_name, caller_number, subject, body, created_at from ${callerMessages}
      where org_id = ${orgId} order by created_at desc, id desc limit ${LATEST}) seen
    where (${named(sql`concat_ws(' ', seen.caller_name, seen.subject, seen.body)`)})
      ${beginnings.length > 0 ? sql`or ${numbered(sql`seen.caller_number`)}` : sql``}`;

  const ofTypes = [
    kept("assistant", sql`${assistants}`),
    kept("squad", sql`${squads}`),
    kept("workflow", sql`${workflows}`),
    kept("function", sql`${functions}`),
    kept("phone-number", sql`${phoneNumbers}`, sql`thing.number`),
    inMessages,
    inCalls,
    kept("file", sql`${files}`),
    things("knowledge-base", sql`${knowledgeBases}`),
    things("test-suite", sql`${testSuites}`),
  ].map(
    (query, place) => sql`(select ${place}::int as place, found.* from (${query}) found
    order by rank, at desc, id desc limit ${asked.limit})`,
  );
  const { rows } = await tx
    .execute<Omit<Found["items"][number], "at"> & { atMs: number }>(
      sql`select type, id, name, number, text, (extract(epoch from at) * 1000)::float8 as "atMs"
        from (${sql.join(ofTypes, sql` union all `)}) everything order by place, rank, at desc, id desc`,
    )
    .execute();
  return rows.map(({ type, id, name, number, text, atMs }) => ({
    type,
    id,
    name,
    number,
    text,
    at: new Date(atMs).toISOString(),
  }));
}
