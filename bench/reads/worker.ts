import { and, desc, eq } from "drizzle-orm";
import { Client } from "pg";
import { connect } from "@allokoli/shared/db/connect";
import { assistants, auditLog, calls, events } from "@allokoli/shared/db/schema/index";
import { personTenant, type Tx } from "@allokoli/shared/db/tenant";
import type { Claims } from "@allokoli/shared/identity/identity";
import { createDrizzle } from "./drizzle-rls.ts";

export type Order = { orgId: string; userId: string; assistantId: string; times: number };
/** Milliseconds of each repetition. */
export type Timings = Record<"roundTrip" | "ourRead" | "ourWrite" | "drizzleRead" | "drizzleWrite", number[]>;

type Env = { HYPERDRIVE: { connectionString: string } };

// In one request, because a connection belongs to it. Each is open when the clock starts, as Hyperdrive keeps them.
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    // Only bench.ts calls this, with a body of this type.
    const order = await request.json<Order>();
    const { connectionString } = env.HYPERDRIVE;
    const timings: Timings = {
      ...(await measureOurs(connectionString, order)),
      ...(await measureDrizzle(connectionString, order)),
    };
    return Response.json(timings);
  },
};

async function measureOurs(connectionString: string, order: Order) {
  const claims: Claims = { sub: order.userId, role: "authenticated", exp: 4_102_444_800 };
  const database = connect(connectionString);
  const tenant = personTenant(database, claims, order.orgId);
  const ourRead = await time(order.times, () => tenant.read((tx) => readCalls(tx, order)));
  const ourWrite = await time(order.times, () =>
    tenant.write("member", (tx) => Promise.all([renameAssistant(tx, order), addEvent(tx, order), addAudit(tx, order)])),
  );
  await database.close();
  return { ourRead, ourWrite };
}

async function measureDrizzle(connectionString: string, order: Order) {
  const client = new Client({ connectionString });
  await client.connect();
  const roundTrip = await time(order.times, () => client.query("select 1"));
  const { rls } = createDrizzle({ sub: order.userId, role: "allokoli_member" }, client);
  const drizzleRead = await time(order.times, () => rls((tx) => readCalls(tx, order)));
  const drizzleWrite = await time(order.times, () =>
    rls(async (tx) => {
      await renameAssistant(tx, order);
      await addEvent(tx, order);
      await addAudit(tx, order);
    }),
  );
  await client.end();
  return { roundTrip, drizzleRead, drizzleWrite };
}

const readCalls = (tx: Tx, { orgId }: Order) =>
  tx.select().from(calls).where(eq(calls.orgId, orgId)).orderBy(desc(calls.createdAt), desc(calls.id)).limit(20);

const renameAssistant = (tx: Tx, { orgId, assistantId }: Order) =>
  tx
    .update(assistants)
    .set({ name: "Standard" })
    .where(and(eq(assistants.orgId, orgId), eq(assistants.id, assistantId)));

const addEvent = (tx: Tx, { orgId, assistantId }: Order) =>
  tx
    .insert(events)
    .values({ orgId, type: "assistant.updated", resourceType: "assistant", resourceId: assistantId, data: {} });

const addAudit = (tx: Tx, { orgId, userId, assistantId }: Order) =>
  tx.insert(auditLog).values({
    orgId,
    actorId: userId,
    actorKind: "person",
    action: "assistant.updated",
    resourceType: "assistant",
    resourceId: assistantId,
  });

/** Repetitions before the measurement: an isolate in production has compiled this code long ago. */
const WARM_UP = 30;

/** How long each repetition took. */
async function time(times: number, work: () => Promise<unknown>): Promise<number[]> {
  for (let done = 0; done < WARM_UP; done += 1) await work();
  const took: number[] = [];
  while (took.length < times) {
    const from = performance.now();
    await work();
    took.push(performance.now() - from);
  }
  return took;
}
