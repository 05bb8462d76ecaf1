/** What the deliveries Worker does for the other Workers, over its `DeliveriesEntrypoint`. */
export type DeliveriesRpc = {
  /** Events of the organization may have been committed. Resolves once it is sure that they are looked for. */
  eventsWritten(input: { orgId: string }): Promise<void>;
};

/** The deliveries Worker's service binding as its RPC interface. */
// The binding's entrypoint is `DeliveriesEntrypoint` of services/deliveries, which is declared to implement this type.
export const deliveriesRpc = (binding: unknown): DeliveriesRpc => binding as DeliveriesRpc;
