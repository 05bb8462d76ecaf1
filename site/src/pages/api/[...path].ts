import type { APIRoute } from "astro";
import { forwardToGateway } from "../../lib/forward.ts";

export const ALL: APIRoute = ({ request, locals }) =>
  forwardToGateway(request, { accessToken: locals.session?.accessToken, organizationId: locals.organizationId });
