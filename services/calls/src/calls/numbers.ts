import type { TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import type { CreateCall } from "./contract.ts";

/** The input with each called number in its stored form. */
export const withNumbers = (body: CreateCall, take: TakeNumber): CreateCall => ({
  ...body,
  ...(body.customer && {
    customer: { ...body.customer, number: take(body.customer.number, "customer.number", "call") },
  }),
  ...(body.customers && {
    customers: body.customers.map((customer, index) => ({
      ...customer,
      number: take(customer.number, `customers.${index}.number`, "call"),
    })),
  }),
});
