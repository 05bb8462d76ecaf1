import * as z from "./parts.ts";

// What the Workers take for `zod` ([alias] in each wrangler.toml): no bundler can leave out its fifty languages by itself once
// `z` is handed on whole, as @hono/zod-openapi does.
export * from "./parts.ts";
export { z };
