import type { ProviderAddresses } from "../env.ts";
import type { NumberProvider } from "./provider.ts";
import type { SellingAccount } from "@allokoli/shared/providers/secrets";
import { telnyx } from "./telnyx.ts";
import { twilio } from "./twilio.ts";
import { vonage } from "./vonage.ts";

export function providerOf(account: SellingAccount, addresses: ProviderAddresses): NumberProvider {
  switch (account.provider) {
    case "twilio":
      return twilio(account.secret, addresses);
    case "telnyx":
      return telnyx(account.secret, addresses);
    case "vonage":
      return vonage(account.secret, addresses);
  }
}
