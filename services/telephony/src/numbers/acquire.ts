import type { Tx } from "@allokoli/shared/db/tenant";
import { findBrokenConstraint } from "@allokoli/shared/db/errors";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { Scope } from "@allokoli/shared/service/service";
import { requireVerifiedOwner } from "@allokoli/shared/limits/dialling";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { takeOwnNumbers, type TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import { findPhoneNumber } from "@allokoli/shared/phone/read-number";
import { authorOf } from "../author.ts";
import { credentialResource } from "../credentials/store.ts";
import { requireWhole, type Env, type OrderAnswer } from "../env.ts";
import type { OrderDetail } from "./order-detail.ts";
import { requireOwnAnswerers, requireStorable, withAnswererNumbers, withOneAnswerer } from "./check.ts";
import type { CreatePhoneNumber, ProvisionPhoneNumber } from "./contract.ts";
import { toField } from "./to-vapi.ts";
import {
  insertNumber,
  numberResource,
  removeFailed,
  type NewNumber,
  type NumberRow,
  type NumberSettings,
} from "./store.ts";

/** The country of Vapi's own numbers. */
const VAPI_COUNTRY = "US";

type Input = CreatePhoneNumber | ProvisionPhoneNumber;
/** A number to order; without `mayBuy`, only if it costs nothing at its provider. */
type Wish = { input: Input; mayBuy: boolean };

/**
 * Order a number: its object's alarm is set first, then the row is committed, then the order is advanced as far as
 * possible. A crash anywhere leaves either nothing or an order that its object resumes.
 * @throws {Problem} `provider_refused` or `vapi_refused` when the order failed and nothing is left of it
 */
export async function acquireNumber(c: Scope<Env>, id: string, { input: written, mayBuy }: Wish): Promise<NumberRow> {
  const env = requireWhole(c.env);
  const { tenant } = c.var;
  const input = await takeOwnNumbers(tenant, (take) => withNumbers(written, take));
  const { orgId } = tenant;
  const author = authorOf(c);
  const settings = toSettings(input);
  requireStorable(settings);
  withOneAnswerer(settings);
  await tenant.read((tx) => requireReferences(tx, orgId, input, settings), "admin");
  const order = { orgId, numberId: id };
  const object = env.NUMBER_ORDER.getByName(id);
  await object.arm(order, "soon");
  const now = new Date();
  await tenant
    .write("admin", (tx) =>
      Promise.all([
        requireWithin(tx, orgId, [{ limit: numberResource.limit, ids: [id] }], now),
        // A number can transfer its calls to any number, at a cost.
        requireVerifiedOwner(tx, orgId, now),
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
  const row = await tenant.read((tx) => numberResource.find(tx, orgId, id));
  if (row === undefined) throw notFound("phone number");
  return row;
}

/** The input with every number in its stored form. Transfer numbers are read in the country of the line itself. */
function withNumbers(input: Input, take: TakeNumber): Input {
  if (input.provider === "vapi") return withAnswererNumbers(input, VAPI_COUNTRY, take);
  const number = take(input.number, "number", "own");
  return withAnswererNumbers({ ...input, number }, countryOf(number), take);
}

const countryOf = (number: string) => findPhoneNumber(number, undefined)?.country ?? null;

const toSettings = ({ name, assistantId, squadId, workflowId, fallback, hours }: Input): NumberSettings => ({
  name,
  assistantId: assistantId ?? null,
  squadId: squadId ?? null,
  workflowId: workflowId ?? null,
  fallback: fallback ?? null,
  hours: hours ?? null,
});

function toOrder(input: Input, mayBuy: boolean): Omit<NewNumber, "id" | "author" | keyof NumberSettings> {
  const { provider } = input;
  if (provider === "vapi") {
    const orderDetail = { mayBuy, areaCode: input.areaCode };
    return { provider, number: null, country: VAPI_COUNTRY, credentialId: null, orderState: "held", orderDetail };
  }
  const { number, credentialId } = input;
  const country = countryOf(number);
  // A trunk's number exists already: nothing is bought.
  const orderState = provider === "sip" ? "held" : "asked";
  const orderDetail: OrderDetail = { mayBuy };
  if ("addressSid" in input && input.addressSid !== undefined) orderDetail.addressSid = input.addressSid;
  if ("bundleSid" in input && input.bundleSid !== undefined) orderDetail.bundleSid = input.bundleSid;
  if ("requirementGroupId" in input && input.requirementGroupId !== undefined)
    orderDetail.requirementGroupId = input.requirementGroupId;
  return { provider, number, country, credentialId, orderState, orderDetail };
}

/** Ids in the body must be the organization's own, and the credential one of the named provider. */
async function requireReferences(tx: Tx, orgId: string, input: Input, settings: NumberSettings): Promise<void> {
  await requireOwnAnswerers(tx, orgId, settings);
  if (input.provider === "vapi") return;
  const credential = await credentialResource.find(tx, orgId, input.credentialId);
  const wrong = (message: string) => new Problem("validation_failed", { errors: [{ path: "credentialId", message }] });
  if (credential === undefined) throw wrong("is not a credential of this organization");
  if (credential.provider !== input.provider) throw wrong(`is an account at ${credential.provider}`);
}

/** Without the number in the account, it was the provider that refused; with it, Vapi. */
function refusal(input: Input, { error, isAtProvider }: OrderAnswer): Problem {
  const message = error ?? "It was refused without a reason.";
  const isVapi = isAtProvider || input.provider === "vapi" || input.provider === "sip";
  const named = /^([A-Za-z][\w.[\]]*)\s/.exec(message)?.[1];
  const ordered = input.provider === "vapi" ? "areaCode" : "number";
  const path = (isVapi && named !== undefined ? toField(named) : undefined) ?? ordered;
  return new Problem(isVapi ? "vapi_refused" : "provider_refused", { detail: message, errors: [{ path, message }] });
}
