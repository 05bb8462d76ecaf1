import { createService } from "@allokoli/shared/service/service";
import { routeKnowledgeBases } from "./bases/routes.ts";
import type { Env } from "./env.ts";
import { routeFiles } from "./files/routes.ts";
import { routePassages } from "./passages/routes.ts";
import { routeQuestions } from "./questions/routes.ts";
import { routeQuery } from "./search/routes.ts";

/** The knowledge service, behind the gateway. */
export const app = createService<Env>("knowledge", { streamed: ["POST /v1/files"] });

routeKnowledgeBases(app);
routeQuery(app);
routeFiles(app);
routePassages(app);
routeQuestions(app);
