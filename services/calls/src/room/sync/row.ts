import { connect } from "@allokoli/shared/db/connect";
import { calls, recordingCopies } from "@allokoli/shared/db/schema/index";
import { systemTenant, type Tenant, type Tx } from "@allokoli/shared/db/tenant";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { RoomDoc } from "../state/doc.ts";
import type { Room } from "../state/room.ts";

/** Run `work` as the system in the call's organization, on a connection of its own. */
export async function asSystem<T>(
  room: Pick<Room, "env">,
  { orgId }: Pick<RoomDoc, "orgId">,
  work: (tenant: Tenant) => Promise<T>,
): Promise<T> {
  const database = connect(room.env.HYPERDRIVE.connectionString);
  try {
    return await work(systemTenant(database, orgId));
  } finally {
    await database.close();
  }
}

/** Whether the row of a call exists, hidden or not. */
export async function rowExists(tenant: Tenant, callId: string): Promise<boolean> {
  const rows = await tenant.read((tx) =>
    tx
      .select({ id: calls.id })
      .from(calls)
      .where(and(eq(calls.orgId, tenant.orgId), eq(calls.id, callId))),
  );
  return rows.length > 0;
}

/** Whether somebody deleted the call: its row is hidden, or gone. */
export async function isHidden(tenant: Tenant, callId: string): Promise<boolean> {
  const shown = await tenant.read((tx) =>
    tx
      .select({ id: calls.id })
      .from(calls)
      .where(and(eq(calls.orgId, tenant.orgId), eq(calls.id, callId), isNull(calls.deletedAt))),
  );
  return shown.length === 0;
}

/** Delete the call's row; its events and messages go with it. */
export async function deleteRow(tenant: Tenant, callId: string): Promise<void> {
  await tenant.write("viewer", (tx) =>
    tx.delete(calls).where(and(eq(calls.orgId, tenant.orgId), eq(calls.id, callId))),
  );
}

/** Plan the copy of a call's recording, once. Nothing for a call that was deleted meanwhile. */
export const planCopy = (tx: Tx, orgId: string, callId: string) =>
  tx.execute(sql`insert into ${recordingCopies} (org_id, call_id, due_at)
    select ${calls.orgId}, ${calls.id}, now() from ${calls}
    where ${calls.orgId} = ${orgId} and ${calls.id} = ${callId} and ${calls.deletedAt} is null
    on conflict do nothing`);
