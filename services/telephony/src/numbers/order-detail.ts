/** What an order needs besides its number, as stored in `phone_numbers.order_detail`. */
export type OrderDetail = {
  /** For one of Vapi's own numbers. */
  areaCode?: string;
  /** False when the number must be in the account already. */
  mayBuy?: boolean;
  addressSid?: string;
  bundleSid?: string;
  requirementGroupId?: string;
};

// Only numbers/acquire.ts writes it.
export const toDetail = ({ orderDetail }: { orderDetail: unknown }) => orderDetail as OrderDetail;
