/** What a Worker whose watch wakes its other objects says of it to the gateway, over its entrypoint. */
export type WatchRpc = {
  /** Sets the alarm of the Worker's watch, if it has none. Resolves when that object, and its storage, have answered. */
  arm(): Promise<void>;
};

/** A service binding to such an entrypoint as its RPC interface. */
// Each of the entrypoints that the gateway binds is declared to implement this type.
export const watchRpc = (binding: unknown): WatchRpc => binding as WatchRpc;
