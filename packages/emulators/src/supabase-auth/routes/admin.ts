import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "hono";
import { AUDIENCE } from "../auth.ts";
import type { Auth } from "../auth.ts";
import { requireEmail } from "../email-address.ts";
import { AuthError, failure, invalidRequest } from "../errors.ts";
import { isUuid, requireAdmin } from "../guards.ts";
import { JsonBody } from "../json-body.ts";
import { hashPassword, requireStrongPassword } from "../password.ts";
import { endSessions } from "../sessions.ts";
import {
  confirmUser,
  createUser,
  describeUser,
  findIdentities,
  findUserByEmail,
  findUserById,
  reloadUser,
  setPassword,
  softDeleteUser,
  toUser,
  updateAppMetadata,
  updateUserMetadata,
} from "../users.ts";
import type { UserRow } from "../users.ts";
import { DUPLICATE_EMAIL } from "./user.ts";

const DEFAULT_PER_PAGE = 50;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export function adminRoutes(auth: Auth): Hono {
  const routes = new Hono();

  routes.use("/admin/*", async (c, next) => {
    await requireAdmin(c, auth);
    await next();
  });

  routes.get("/admin/users", async (c) => {
    const [page, perPage] = [positive(c, "page", 1), positive(c, "per_page", DEFAULT_PER_PAGE)];
    const filter = c.req.query("filter") ?? "";
    const db = auth.database.reader;
    const matching = `aud = $1 and ($2 = '' or email ilike '%' || $2 || '%'
      or raw_user_meta_data ->> 'full_name' ilike '%' || $2 || '%')`;
    const count = await db.query<{ total: number }>(`select count(*)::int as total from auth.users where ${matching}`, [
      AUDIENCE,
      filter,
    ]);
    const { rows } = await db.query<UserRow>(
      `select * from auth.users where ${matching} order by created_at desc, id desc limit $3 offset $4`,
      [AUDIENCE, filter, perPage, (page - 1) * perPage],
    );
    const identities = Map.groupBy(
      await findIdentities(
        db,
        rows.map((user) => user.id),
      ),
      (identity) => identity.user_id,
    );
    addPageHeaders(c, { page, perPage, total: count.rows[0]?.total ?? 0 });
    return c.json({ users: rows.map((user) => toUser(user, identities.get(user.id) ?? [])), aud: AUDIENCE });
  });

  routes.post("/admin/users", async (c) => {
    const body = await JsonBody.of(c.req);
    if (body.text("email") === "") {
      throw invalidRequest("Cannot create a user without either an email or phone");
    }
    const email = requireEmail(body.text("email"));
    if (await findUserByEmail(auth.database.reader, email)) throw new AuthError(422, "email_exists", DUPLICATE_EMAIL);
    const id = body.findText("id");
    if (id !== undefined && !isUuid(id)) throw invalidRequest("ID must conform to the uuid v4 format");
    const password = body.text("password");
    const passwordHash = await hashPassword(password === "" ? randomBytes(32).toString("base64url") : password);
    const role = body.text("role");
    const answer = await auth.database.transaction(async (tx) => {
      const now = auth.now();
      const data = body.findObject("user_metadata") ?? {};
      const created = await createUser(
        tx,
        { email, passwordHash, data, ...(id === undefined ? {} : { id }), ...(role === "" ? {} : { role }) },
        now,
      );
      const appMetadata = body.findObject("app_metadata");
      if (appMetadata) await updateAppMetadata(tx, created.id, appMetadata, now);
      if (body.flag("email_confirm")) await confirmUser(tx, created.id, now);
      await ban(tx, created.id, body, now);
      return describeUser(tx, await reloadUser(tx, created.id));
    });
    return c.json(answer);
  });

  routes.get("/admin/users/:id", async (c) => {
    return c.json(await describeUser(auth.database.reader, await requireNamedUser(c, auth)));
  });

  routes.put("/admin/users/:id", async (c) => {
    const user = await requireNamedUser(c, auth);
    const body = await JsonBody.of(c.req);
    const email = body.text("email") === "" ? undefined : requireEmail(body.text("email"));
    const password = body.findText("password");
    if (password !== undefined) requireStrongPassword(password);
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const answer = await auth.database.transaction(async (tx) => {
      const now = auth.now();
      const role = body.text("role");
      if (role !== "") await tx.query("update auth.users set role = $2 where id = $1", [user.id, role]);
      if (body.flag("email_confirm")) await confirmUser(tx, user.id, now);
      if (passwordHash !== undefined) {
        await setPassword(tx, user.id, passwordHash, now);
        await endSessions(tx, user.id);
      }
      if (email !== undefined) await setEmail(tx, user.id, email, body.flag("email_confirm"), now);
      const appMetadata = body.findObject("app_metadata");
      if (appMetadata) await updateAppMetadata(tx, user.id, appMetadata, now);
      const userMetadata = body.findObject("user_metadata");
      if (userMetadata) await updateUserMetadata(tx, user.id, userMetadata, now);
      await ban(tx, user.id, body, now);
      return describeUser(tx, await reloadUser(tx, user.id));
    });
    return c.json(answer);
  });

  routes.delete("/admin/users/:id", async (c) => {
    const user = await requireNamedUser(c, auth);
    const body = await JsonBody.ofOptional(c.req);
    await auth.database.transaction(async (tx) => {
      if (!body.flag("should_soft_delete")) await tx.query("delete from auth.users where id = $1", [user.id]);
      else if (!user.deleted_at) await softDeleteUser(tx, user, auth.now());
    });
    return c.json({});
  });

  return routes;
}

async function requireNamedUser(c: Context, auth: Auth): Promise<UserRow> {
  const id = c.req.param("id") ?? "";
  if (!isUuid(id)) throw new AuthError(404, "validation_failed", "user_id must be an UUID");
  const user = await findUserById(auth.database.reader, id);
  if (!user) throw new AuthError(404, "user_not_found", "User not found");
  return user;
}

type Tx = Parameters<Parameters<Auth["database"]["transaction"]>[0]>[0];

async function setEmail(tx: Tx, id: string, email: string, verified: boolean, now: Date): Promise<void> {
  try {
    await tx.query("update auth.users set email = $2, updated_at = $3 where id = $1", [id, email, now]);
    await tx.query(
      `update auth.identities set identity_data = identity_data || $2::jsonb, updated_at = $3
       where user_id = $1 and provider = 'email'`,
      [id, { email, email_verified: verified }, now],
    );
  } catch (err) {
    throw failure("Error updating user", err);
  }
}

async function ban(tx: Tx, id: string, body: JsonBody, now: Date): Promise<void> {
  const duration = body.text("ban_duration");
  if (duration === "") return;
  const lasting = duration === "none" ? 0 : toMilliseconds(duration);
  const until = lasting === 0 ? null : new Date(now.getTime() + lasting);
  await tx.query("update auth.users set banned_until = $2, updated_at = $3 where id = $1", [id, until, now]);
}

/** A duration as Go writes it: `300ms`, `1.5h`, `2h45m`. */
function toMilliseconds(duration: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(duration)) {
    throw invalidRequest(`invalid format for ban duration: time: invalid duration ${JSON.stringify(duration)}`);
  }
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (UNIT_MS[unit] ?? 0), 0);
}

function positive(c: Context, name: string, fallback: number): number {
  const text = c.req.query(name) ?? "";
  if (text === "") return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    throw invalidRequest(`Bad Pagination Parameters: ${name} must be greater than 0`);
  }
  return Number(text);
}

/** The clients find the page number after the first `=`, so `page` has to be the first parameter of a link. */
function addPageHeaders(c: Context, { page, perPage, total }: { page: number; perPage: number; total: number }): void {
  const lastPage = Math.ceil(total / perPage);
  const { pathname, searchParams } = new URL(c.req.url);
  const link = (number: number, rel: string) => {
    const query = new URLSearchParams(searchParams);
    query.set("page", String(number));
    query.sort();
    return `<${pathname}?${query.toString()}>; rel="${rel}"`;
  };
  c.header("X-Total-Count", String(total));
  c.header("Link", [...(lastPage > page ? [link(page + 1, "next")] : []), link(lastPage, "last")].join(", "));
}
