// zod has no public address for its parts: the test beside holds these to the version that is installed. Left out are the
// languages, `core` and `fromJSONSchema`, which bring them back, and `compile`, which makes code, as no Worker may.
export * from "../../../../node_modules/zod/v4/classic/schemas.js";
export * from "../../../../node_modules/zod/v4/classic/checks.js";
export * from "../../../../node_modules/zod/v4/classic/errors.js";
export * from "../../../../node_modules/zod/v4/classic/parse.js";
export * from "../../../../node_modules/zod/v4/classic/compat.js";
export * from "../../../../node_modules/zod/v4/classic/in-out.js";
export { deepPartial } from "../../../../node_modules/zod/v4/classic/deep-partial.js";
export {
  $brand,
  $input,
  $output,
  clone,
  config,
  flattenError,
  formatError,
  getDiscriminatedOption,
  globalRegistry,
  memoizer,
  NEVER,
  prettifyError,
  regexes,
  registry,
  TimePrecision,
  toZod,
  treeifyError,
  util,
  withParser,
} from "../../../../node_modules/zod/v4/core/index.js";
export { toJSONSchema } from "../../../../node_modules/zod/v4/core/json-schema-processors.js";
export { ZodISODate, ZodISODateTime, ZodISODuration, ZodISOTime } from "../../../../node_modules/zod/v4/classic/iso.js";
export * as iso from "../../../../node_modules/zod/v4/classic/iso.js";
export * as coerce from "../../../../node_modules/zod/v4/classic/coerce.js";
