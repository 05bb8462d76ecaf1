import type { Tx } from "@allokoli/shared/db/tenant";
import { findBrokenConstraint } from "@allokoli/shared/db/errors";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { authorOf, type Scope } from "../author.ts";
import { findCredential } from "../credentials/store.ts";
import { findE164 } from "../e164.ts";
import { requireWhole } from "../env.ts";
import type { OrderAnswer } from "../orders/api.ts";
import type { OrderDetail } from "../orders/detail.ts";
import { requireOwnAnswerers, requireStorable, withOneAnswerer } from "./check.ts";
import type { CreatePhoneNumber, ProvisionPhoneNumber } from "./contract.ts";
import { toField } from "./to-vapi.ts";
import {
  findNumber,
  insertNumber,
  removeFailed,
  type NewNumber,
  type NumberRow,
  type NumberSettings,
} from "./store.ts";

type Input = CreatePhoneNumber | ProvisionPhoneNumber;
/** A number that is wanted; without `mayBuy`, only if it costs nothing at its provider. */
type Wish = { input: Input; mayBuy: boolean };

/**
 * Order a number: its object is woken for later first, then the row is committed, then the order is carried on as far as
 * it goes. A crash anywhere leaves either nothing or an order that its object carries on.
 * @throws {Problem} `provider_refused` or `vapi_refused` when it came to nothing and nothing is left of it
 */
export async function acquireNumber(c: Scope, id: string, { input, mayBuy }: Wish): Promise<NumberRow> {
  const env = requireWhole(c.env);
  const { tenant } = c.var;
  const { orgId } = tenant;
  const author = authorOf(c);
  const settings = toSettings(input);
  requireStorable(settings);
  withOneAnswerer(settings);
  await tenant.write("admin", (tx) => requireReferences(tx, orgId, input, settings));
  const order = { orgId, numberId: id };
  const object = env.NUMBER_ORDER.getByName(id);
  await object.arm(order, "soon");
  await tenant
    .write("admin", (tx) =>
      Promise.all([
        requireWithin(tx, orgId, [{ limit: "phoneNumbers", ids: [id] }], new Date()),
        insertNumber(tx, orgId, { ...settings, ...toOrder(input, mayBuy), id, author }),
      ]),
    )
    .catch((err: unknown) => {
      if (findBrokenConstraint(err) !== "phone_numbers_once") throw err;
      throw new Problem("conflict", { detail: "This number is one of yours already.", cause: err });
    });
  const answer = await object.run(order);
  if (answer.state === "failed" || answer.state === "returning") {
    if (answer.state === "failed")
      await tenant.write("admin", (tx) => removeFailed(tx, orgId, id, author, answer.error));
    throw refusal(input, answer);
  }
  const row = await tenant.read((tx) => findNumber(tx, orgId, id));
  if (row === undefined) throw notFound("phone number");
  return row;
}

const toSettings = ({ name, assistantId, squadId, fallback, hours }: Input): NumberSettings => ({
  name,
  assistantId: assistantId ?? null,
  squadId: squadId ?? null,
  fallback: fallback ?? null,
  hours: hours ?? null,
});

function toOrder(input: Input, mayBuy: boolean): Omit<NewNumber, "id" | "author" | keyof NumberSettings> {
  const { provider } = input;
  if (provider === "vapi") {
    const orderDetail = { mayBuy, areaCode: input.areaCode };
    return { provider, number: null, country: "US", credentialId: null, orderState: "held", orderDetail };
  }
  const { number, credentialId } = input;
  const country = findE164(number)?.country ?? null;
  // A trunk's number is there already: nothing is bought.
  const orderState = provider === "sip" ? "held" : "asked";
  const orderDetail: OrderDetail = { mayBuy };
  if ("addressSid" in input && input.addressSid !== undefined) orderDetail.addressSid = input.addressSid;
  if ("bundleSid" in input && input.bundleSid !== undefined) orderDetail.bundleSid = input.bundleSid;
  if ("requirementGroupId" in input && input.requirementGroupId !== undefined)
    orderDetail.requirementGroupId = input.requirementGroupId;
  return { provider, number, country, credentialId, orderState, orderDetail };
}

/** Ids in the body must be the organization's own, and the account one at the provider that is named. */
async function requireReferences(tx: Tx, orgId: string, input: Input, settings: NumberSettings): Promise<void> {
  await requireOwnAnswerers(tx, orgId, settings);
  if (input.provider === "vapi") return;
  const credential = await findCredential(tx, orgId, input.credentialId);
  const wrong = (message: string) => new Problem("validation_failed", { errors: [{ path: "credentialId", message }] });
  if (credential === undefined) throw wrong("is not a credential of this organization");
  if (credential.provider !== input.provider) throw wrong(`is an account at ${credential.provider}`);
}

/** Before the number was in the account, its provider said no; after that, Vapi. */
function refusal(input: Input, { error, isAtProvider }: OrderAnswer): Problem {
  const message = error ?? "It was refused without a reason.";
  const isVapi = isAtProvider || input.provider === "vapi" || input.provider === "sip";
  const named = /^([A-Za-z][\w.[\]]*)\s/.exec(message)?.[1];
  const ordered = input.provider === "vapi" ? "areaCode" : "number";
  const path = (isVapi && named !== undefined ? toField(named) : undefined) ?? ordered;
  return new Problem(isVapi ? "vapi_refused" : "provider_refused", { detail: message, errors: [{ path, message }] });
}
