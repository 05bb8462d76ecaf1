import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { Problem } from "./problem.ts";
import { unstorableFields } from "./storable.ts";

export const MAX_BODY_BYTES = 256 * 1024;
/** Deeper than any body of ours, and shallow enough for what walks it by recursion. */
const MAX_NESTING = 64;

/** 413 above `maxBytes`, whether or not the client declared a length. */
export const limitBody = (maxBytes: number) =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new Problem("payload_too_large", { detail: `The body may have up to ${maxBytes} bytes.` });
    },
  });

/** 415 for a body that says it is something else than JSON. */
export const requireJson = createMiddleware(async (c, next) => {
  const type = c.req.header("content-type");
  const isOther = type !== undefined && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);
  if (isOther && c.req.raw.body !== null) throw new Problem("unsupported_media_type");
  await next();
});

/** 400 for JSON nested beyond reason, 422 naming each text that Postgres cannot hold. What is no JSON is the contract's to refuse. */
export const requireKeepable = createMiddleware(async (c, next) => {
  if (c.req.raw.body !== null) {
    const text = await c.req.text();
    if (isNestedDeeper(text, MAX_NESTING)) {
      throw new Problem("bad_json", { detail: `The body may be nested ${MAX_NESTING} levels deep.` });
    }
    const errors = unstorableFields(parsed(text));
    if (errors.length > 0) throw new Problem("validation_failed", { errors });
  }
  await next();
});

/** What every JSON body goes through before a contract sees it. */
export const jsonBodyChecks = [limitBody(MAX_BODY_BYTES), requireJson, requireKeepable] as const;

/** Whether arrays and objects in a JSON text go deeper than `limit`. Told from the text: parsers recurse. */
export function isNestedDeeper(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") {
      depth += 1;
      if (depth > limit) return true;
    } else if (character === "}" || character === "]") depth -= 1;
  }
  return false;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
