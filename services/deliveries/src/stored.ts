import { shapeOf } from "@allokoli/shared/stored/shape";
import * as z from "zod";
import type { LaneRef } from "./env.ts";

/** What a `Lane` keeps under `lane`: whose it is. */
export const LANE = shapeOf<LaneRef>("lane", z.strictObject({ orgId: z.uuid(), endpointId: z.uuid() }), []);

/** What an `Outbox` stores under `clearAt`: when it looks for expired rows again, in milliseconds. */
export const CLEAR_AT = shapeOf("moment of clearing", z.int().nonnegative(), []);
