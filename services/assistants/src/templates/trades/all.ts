import type { TradeKey } from "./trade-keys.ts";
import type { Trade } from "./trade.ts";
import { craftsman } from "./craftsman.ts";
import { doctor } from "./doctor.ts";
import { estateAgent } from "./estate-agent.ts";
import { garage } from "./garage.ts";
import { hairdresser } from "./hairdresser.ts";
import { hotel } from "./hotel.ts";
import { lawFirm } from "./law-firm.ts";
import { medicalSecretary } from "./medical-secretary.ts";
import { restaurant } from "./restaurant.ts";
import { shop } from "./shop.ts";

export const TRADES: Record<TradeKey, Trade> = {
  "medical-secretary": medicalSecretary,
  doctor,
  "law-firm": lawFirm,
  restaurant,
  hotel,
  "estate-agent": estateAgent,
  hairdresser,
  garage,
  craftsman,
  shop,
};
