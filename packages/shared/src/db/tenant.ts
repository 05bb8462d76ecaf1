import type { Claims, MemberRole } from "../identity/identity.ts";
import type { Database } from "./connect.ts";
import { transaction, type Rights, type Tx } from "./transaction.ts";

export type { Tx } from "./transaction.ts";

/** An organization as somebody may see and change it. Every query of the product goes through one. */
export type Tenant = {
  readonly orgId: string;
  /**
   * Read in a read-only transaction, as a member of at least `role`; as a viewer, when absent. One round trip when `query` is
   * one statement, or several sent together.
   */
  read<T>(query: (tx: Tx) => Promise<T>, role?: MemberRole): Promise<T>;
  /** Change, as a member of at least `role`. Two round trips when the statements of `work` are sent together. */
  write<T>(role: MemberRole, work: (tx: Tx) => Promise<T>): Promise<T>;
};

/** The organization as this person has it. Membership is checked by every transaction. */
export function personTenant(database: Database, claims: Claims, orgId: string): Tenant {
  const rights = (minimum: MemberRole): Rights => ({
    role: "allokoli_member",
    claims,
    membership: { orgId, minimum },
  });
  return {
    orgId,
    read: (query, role = "viewer") => transaction(database, "read only", rights(role), query),
    write: (role, work) => transaction(database, "read write", rights(role), work),
  };
}

/** The organization for work that serves no person: live events, sweeps. The roles have no meaning here. */
export function systemTenant(database: Database, orgId: string): Tenant {
  const rights: Rights = { role: "allokoli_system", claims: { org_id: orgId } };
  return {
    orgId,
    read: (query) => transaction(database, "read only", rights, query),
    write: (_role, work) => transaction(database, "read write", rights, work),
  };
}

/** A person outside of an organization: their profile, their memberships, the creation of an organization. */
export type Person = {
  readonly userId: string;
  read<T>(query: (tx: Tx) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
};

export function person(database: Database, claims: Claims): Person {
  const rights: Rights = { role: "allokoli_member", claims };
  return {
    userId: claims.sub,
    read: (query) => transaction(database, "read only", rights, query),
    write: (work) => transaction(database, "read write", rights, work),
  };
}

/** For sweeps over all organizations: the system's role without an organization, which sees no row. */
export function system(database: Database): Omit<Person, "userId"> {
  const rights: Rights = { role: "allokoli_system", claims: {} };
  return {
    read: (query) => transaction(database, "read only", rights, query),
    write: (work) => transaction(database, "read write", rights, work),
  };
}
