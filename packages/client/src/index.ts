export { createAllokoli, type Allokoli, type Connection } from "./client.ts";
export { follow, type FollowOptions, type StreamPath, type StreamedEvent } from "./follow.ts";
export { ApiError } from "./problem.ts";
export { verifyWebhook, WebhookVerificationError } from "./webhook.ts";
export type * from "./types.ts";
