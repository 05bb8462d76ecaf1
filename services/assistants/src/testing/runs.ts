import { connect } from "@allokoli/shared/db/connect";
import { assistants, functions } from "@allokoli/shared/db/schema/index";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { assistantOf, claimsOf, openFixture } from "@allokoli/shared/db/testing/fixture";
import type { Log } from "@allokoli/shared/log/log";
import type { ToolCall } from "@allokoli/shared/rpc/assistants";
import type { FoundPassage, KnowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import type { FinishedCall } from "../function-calls/store.ts";
import { runToolCalls, type RunDeps, type RunInput } from "../own-functions/run.ts";

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const BASE = "0190a000-0000-7000-8000-0000000000ba";
const PASSAGE: FoundPassage = {
  score: 0.8,
  text: "La consultation coûte 30 euros.\nLa visite 45.",
  source: { fileId: BASE, fileName: "tarifs.md", page: null, headings: ["Tarifs"] },
};

/** An organization to run functions in: its assistants and functions, and the knowledge that they search. */
export async function openRuns() {
  const fixture = await openFixture();
  const { orgId } = fixture;
  const database = connect(fixture.appUrl);
  const away = connect("postgres://allokoli_app@127.0.0.1:1/postgres", { connectTimeoutMs: 500 });
  const member = personTenant(database, claimsOf(fixture.people.member), orgId);
  const system = systemTenant(database, orgId);

  const runs = {
    fixture,
    member,
    system,
    /** A Postgres that does not answer. */
    away,
    /** Every search that was made. */
    asked: [] as Parameters<KnowledgeRpc["search"]>[0][],
    search: async (): Promise<FoundPassage[]> => [PASSAGE],
    /** How often it was told that events were committed. */
    announced: 0,
    /** What was to be kept of the functions' calls. */
    kept: [] as FinishedCall[],
    /** Ends the time for the answers. */
    beLate: () => {},
    depsOf: (asOrgId = orgId, on = database): RunDeps => ({
      system: systemTenant(on, asOrgId),
      knowledge: {
        search: (input) => {
          runs.asked.push(input);
          return runs.search();
        },
      },
      openHeaders: async () => ({}),
      signingSecrets: async () => ["whsec_c2VjcmV0"],
      rules: { development: false, ownUrls: [] },
      answerMs: 1000,
      now: () => new Date("2026-11-23T10:00:00Z"),
      pause: () => new Promise((resolve) => (runs.beLate = resolve)),
      announce: () => void (runs.announced += 1),
      keep: (finished) => void runs.kept.push(...finished),
      log: silent,
    }),
    run: (calls: ToolCall[], input: Partial<RunInput> = {}, deps: RunDeps = runs.depsOf()) =>
      runToolCalls({ calls, requestId: "request", ...input }, deps),
    async make(name: string, tools: unknown[], more: Partial<typeof assistants.$inferInsert> = {}) {
      const [row] = await member.write("member", (tx) =>
        tx
          .insert(assistants)
          .values({ ...assistantOf(orgId, name), vapiAssistantId: `vapi-${name}`, tools, ...more })
          .returning({ id: assistants.id }),
      );
      return row?.id ?? "";
    },
    makeFunction: (name: string, settings: object) =>
      member.write("member", (tx) =>
        tx.insert(functions).values({ orgId, name, settings: { description: "x", settings } }),
      ),
    async clear() {
      runs.asked = [];
      runs.announced = 0;
      runs.kept = [];
      runs.search = async () => [PASSAGE];
      await fixture.superuser.query(
        "truncate assistants, functions, workflows, caller_messages, calls, events cascade",
      );
    },
    async close() {
      await away.close();
      await database.close();
      await fixture.close();
    },
  };
  return runs;
}
export type Runs = Awaited<ReturnType<typeof openRuns>>;

export const call = (name: string, values: Record<string, unknown> = {}, index = 0): ToolCall => ({
  toolCallId: `call-${index}`,
  name,
  arguments: values,
});
