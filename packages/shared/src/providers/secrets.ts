import { z } from "@hono/zod-openapi";

const secret = z.string().trim().min(1).max(200);
const accountSid = z
  .string()
  .trim()
  .regex(/^AC[0-9a-fA-F]{32}$/, "must be AC and 32 hexadecimal digits, as the Twilio console shows it");

/** The secrets of each provider's account, as they are sealed. */
export const TwilioSecret = z.union([
  z.strictObject({ accountSid, authToken: secret }),
  z.strictObject({ accountSid, apiKey: secret, apiSecret: secret }),
]);
export const TelnyxSecret = z.strictObject({ apiKey: secret });
export const VonageSecret = z.strictObject({ apiKey: secret, apiSecret: secret });
export const SipSecret = z.strictObject({
  gateway: z
    .string()
    .trim()
    .regex(
      /^(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+$/,
      "must be a host name or an IPv4 address",
    ),
  username: z.string().trim().min(1).max(200).optional(),
  password: z.string().min(1).max(200).optional(),
});

/** A provider's account, opened. */
export type Account =
  | { provider: "twilio"; secret: z.infer<typeof TwilioSecret> }
  | { provider: "telnyx"; secret: z.infer<typeof TelnyxSecret> }
  | { provider: "vonage"; secret: z.infer<typeof VonageSecret> }
  | { provider: "sip"; secret: z.infer<typeof SipSecret> };
/** The providers at which numbers can be searched and bought. */
export type SellingAccount = Exclude<Account, { provider: "sip" }>;

const SHOWN_CHARACTERS = 4;
/** Names and addresses are not secret: they are shown whole. */
const PUBLIC_FIELDS = new Set(["gateway", "username"]);

/** What may be shown of a secret: the last four characters of each field, and nothing of a short one. */
export const mask = (secret: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secret).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, PUBLIC_FIELDS.has(field) ? value : maskText(value)]],
    ),
  );

const maskText = (text: string) =>
  text.length < SHOWN_CHARACTERS * 3 ? "••••" : `••••${text.slice(-SHOWN_CHARACTERS)}`;

/** An account as the text that is sealed, and back. */
export const writeAccount = (account: Account) => JSON.stringify(account);
// `writeAccount` wrote what is sealed, and the seal proves that it is unchanged.
export const readAccount = (text: string) => JSON.parse(text) as Account;
