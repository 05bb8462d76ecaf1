/** What an order needs to know besides its number, as `phone_numbers.order_detail` keeps it. */
export type OrderDetail = {
  /** Of one of Vapi's own numbers. */
  areaCode?: string;
  /** False when the number must be in the account already. */
  mayBuy?: boolean;
  addressSid?: string;
  bundleSid?: string;
  requirementGroupId?: string;
};

// Written by numbers/acquire.ts and nothing else.
export const toDetail = ({ orderDetail }: { orderDetail: unknown }) => orderDetail as OrderDetail;
