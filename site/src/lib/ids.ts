/** The ids of the API (RFC 9562), as it checks them. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const VERSION = /^[1-9]\d{0,8}$/;

/** What stands in brackets in the addresses of pages. Others, such as a trade, are looked up by their page. */
export const NAMED_BY: Record<string, RegExp> = {
  id: UUID,
  suite: UUID,
  test: UUID,
  run: UUID,
  attempt: UUID,
  delivery: UUID,
  version: VERSION,
};

/** Whether something can have this address: a mistyped one is a page that does not exist, not a wrong field. */
export const canBeNamed = (params: Record<string, string | undefined>): boolean =>
  Object.entries(params).every(([name, value = ""]) => !Object.hasOwn(NAMED_BY, name) || NAMED_BY[name]?.test(value));
