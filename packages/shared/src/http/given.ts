type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Only the fields that a client named: JSON has no undefined. */
// zod's optional fields are typed `| undefined`; those entries are dropped here.
export const given = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
