import type { OpenAPIHono } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { encodeIdentity, IDENTITY_HEADER, type MemberRole } from "@allokoli/shared/identity/identity";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { limitReached } from "@allokoli/shared/limits/require-within";
import { eventsAfter, findCall, recordAction } from "../calls/store.ts";
import { timingOf, type CallsEnv } from "../env.ts";
import { addToJournal, deed } from "../journal/write.ts";
import { ENDED_CLOSE_CODE } from "../room/api.ts";
import { LISTENERS_AT_ONCE, SILENT_STATUS } from "../room/sound.ts";
import { feedOf, roomOf } from "../room/rooms.ts";
import * as contract from "./contract.ts";
import { resume } from "../listeners/resume.ts";
import { findRemoved } from "../listeners/membership.ts";
import { streamOf, toFrame } from "../listeners/sse.ts";
import { soundFrom, streamFrom } from "./stream.ts";
import { CROWDED_STATUS, listenerOf, soundAddress, streamAddress, STREAMS_AT_ONCE } from "../listeners/streams.ts";

export function routeLive(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.liveCalls, async (c) => {
    const { tenant } = c.var;
    await tenant.read((tx) => tx.execute(sql`select 1`));
    const response = await feedOf(c.env, tenant.orgId).fetch(
      streamAddress(afterOf(c.req.valid("header"), c.req.valid("query")), listenerOf(c.var.claims)),
      UPGRADE,
    );
    return streamFrom(requireSocket(response), optionsOf(c));
  });

  app.openapi(contract.listenToCall, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const call = await tenant.read((tx) => findCall(tx, tenant.orgId, id));
    if (call === undefined) throw notFound("call");
    const after = afterOf(c.req.valid("header"), c.req.valid("query"));
    const room = roomOf(c.env, { orgId: tenant.orgId, callId: id });
    const identity = { [IDENTITY_HEADER]: encodeIdentity({ claims: c.var.claims, orgId: tenant.orgId }) };
    const response = await room.fetch(streamAddress(after), { headers: identity });
    if (response.status === 204) return c.body(null, 204);
    if (response.status === CROWDED_STATUS) throw crowded(STREAMS_AT_ONCE);
    // Passed on without being read. The room ends it.
    if (response.status === 200) return new Response(response.body, response);
    if (response.status !== 404) throw unexpected(response);

    // The room is gone; Postgres has the events that it copied.
    const { from, isReset } = resume(after, { first: 1, last: call.lastSeq });
    const events = await tenant.read((tx) => eventsAfter(tx, tenant.orgId, id, from));
    if (events.length === 0 && !isReset) return c.body(null, 204);
    const reset = isReset ? [toFrame({ id: from, event: "reset", data: { callId: id, seq: from } })] : [];
    return streamOf([
      ...reset,
      ...events.map(({ seq, type, at, data }) =>
        toFrame({ id: seq, event: type, data: { callId: id, seq, at: at.toISOString(), ...toObject(data) } }),
      ),
    ]);
  });

  app.openapi(contract.listenIn, async (c) => {
    const { claims, tenant } = c.var;
    const { id } = c.req.valid("param");
    const call = await tenant.read((tx) => findCall(tx, tenant.orgId, id), "member");
    if (call === undefined) throw notFound("call");
    const room = roomOf(c.env, { orgId: tenant.orgId, callId: id });
    const response = await room.fetch(soundAddress(listenerOf(claims)), UPGRADE);
    if (response.status === 404) throw new Problem("call_not_live");
    if (response.status === SILENT_STATUS) throw new Problem("vapi_unavailable", { retryAfterSeconds: 2 });
    const socket = requireSocket(response, LISTENERS_AT_ONCE);
    socket.binaryType = "arraybuffer";
    try {
      // Nobody hears a word before it is written down who listens.
      await tenant.write("member", (tx) =>
        Promise.all([
          recordAction(tx, tenant.orgId, authorOf(c), "call.listened-to", id),
          addToJournal(tx, tenant.orgId, id, [deed(authorOf(c), "person.listened")]),
        ]),
      );
    } catch (err) {
      socket.accept();
      socket.close(ENDED_CLOSE_CODE, "refused");
      throw err;
    }
    return soundFrom(socket, optionsOf(c, "member"));
  });
}

const UPGRADE = { headers: { upgrade: "websocket" } };

type ListenRequest = { header: { "last-event-id"?: string | undefined }; query: { lastEventId?: string | undefined } };
const afterOf = (header: ListenRequest["header"], query: ListenRequest["query"]) =>
  header["last-event-id"] ?? query.lastEventId ?? null;

/** For a listener who has the maximum number of streams. */
const crowded = (allowed: number) => limitReached({ name: "streams", allowed, used: allowed });
const unexpected = ({ status }: Response) =>
  new Problem("internal", { cause: new Error(`listening was answered ${status}`) });

/** @throws {Problem} `limit_reached` for a listener who has the maximum number of streams */
function requireSocket(response: Response, allowed: number = STREAMS_AT_ONCE): WebSocket {
  if (response.status === CROWDED_STATUS) throw crowded(allowed);
  if (response.webSocket === null) throw unexpected(response);
  return response.webSocket;
}

function optionsOf({ env, var: { claims, tenant, log } }: Scope<CallsEnv>, least?: MemberRole) {
  const { heartbeatMs, membershipCheckMs } = timingOf(env);
  const mayStillListen = async () =>
    (await findRemoved(env, [{ claims, orgId: tenant.orgId }], log, least)).length === 0;
  return { heartbeatMs, membershipCheckMs, expiresAtMs: claims.exp * 1000, mayStillListen, now: () => Date.now() };
}

const toObject = (data: unknown) => (typeof data === "object" && data !== null ? data : {});
