import type { Log } from "@allokoli/shared/log/log";
import type { CallToolResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { Refused, type Api } from "../api.ts";
import type { Place } from "../place.ts";
import type { Need } from "../rights.ts";
import { isPeriod } from "../time.ts";

export type Context = { api: Api; place: () => Promise<Place>; log: Log };

type Definition<Input extends z.ZodObject, Output extends z.ZodObject> = {
  name: string;
  title: string;
  description: string;
  need: Need;
  input: Input;
  output: Output;
  run(input: z.output<Input>, context: Context): Promise<z.input<Output>>;
};

/** A tool. What it gives is both text and structured content, for clients that read one or the other. */
export function tool<Input extends z.ZodObject, Output extends z.ZodObject>({
  name,
  title,
  description,
  need,
  input,
  output,
  run,
}: Definition<Input, Output>) {
  // As any object: the library's overloads do not take a type that is still open.
  // A model that guesses an argument has to hear that it is none: without it, the answer would be to another question.
  const inputSchema: z.ZodObject = z.strictObject(input.shape);
  const outputSchema: z.ZodObject = output;
  const register = (server: McpServer, context: Context): void => {
    const isReading = need === "read";
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema,
        outputSchema,
        annotations: {
          readOnlyHint: isReading,
          // Nothing is taken away by any of them, and each, repeated, is the same.
          destructiveHint: false,
          idempotentHint: true,
          // A call reaches somebody outside.
          openWorldHint: need === "calls",
        },
      },
      async (asked) => {
        const started = Date.now();
        const result = await attempt(() => run(asked as z.output<Input>, context), context.log);
        context.log.info("tool", { tool: name, isError: result.isError === true, durationMs: Date.now() - started });
        return result;
      },
    );
  };
  return { need, register };
}

async function attempt(run: () => Promise<object>, log: Log): Promise<CallToolResult> {
  try {
    const output = { ...(await run()) };
    return { content: [{ type: "text", text: JSON.stringify(output) }], structuredContent: output };
  } catch (err) {
    // Anything else is ours, and its words are for the log.
    if (!(err instanceof Refused)) log.error("tool failed", err);
    const text = err instanceof Refused ? err.message : "AlloKoli could not answer. Try again in a moment.";
    return { content: [{ type: "text", text }], isError: true };
  }
}

// Checked without a pattern in the schema: a model pays for reading it, and each has a description or an example.
export const Period = z
  .string()
  .refine(isPeriod, "has to be today, yesterday, a day such as 2026-11-28, or a time such as 2026-11-28T08:00");
export const Id = z.string().refine((text) => z.uuid().safeParse(text).success, "is no id");
/** How many rows a list gives. A model that needs more asks for the next page. */
export const Limit = z.int().min(1).max(25).default(10);
export const Cursor = z.string().max(200).optional().describe("nextCursor of the page before");
export const NextCursor = z.string().optional().describe("There is more: pass it as cursor");
