import { MEMBER_ROLES, type MemberRole } from "@allokoli/shared/identity/identity";
import { expect, test } from "vitest";
import { mayManage } from "./rights.ts";

const managed = (actor: MemberRole) => MEMBER_ROLES.filter((other) => mayManage(actor, other));

test("an owner manages everybody, an admin everybody but owners, the others nobody", () => {
  expect(managed("owner")).toEqual(["viewer", "member", "admin", "owner"]);
  expect(managed("admin")).toEqual(["viewer", "member", "admin"]);
  expect(managed("member")).toEqual([]);
  expect(managed("viewer")).toEqual([]);
});

test("nobody gives a role above their own", () => {
  for (const actor of MEMBER_ROLES)
    for (const role of managed(actor))
      expect(MEMBER_ROLES.indexOf(role)).toBeLessThanOrEqual(MEMBER_ROLES.indexOf(actor));
});
