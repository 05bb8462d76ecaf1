import document from "../openapi.json" with { type: "json" };
import { createGateway } from "./gateway.ts";

export const app = createGateway({ document });
