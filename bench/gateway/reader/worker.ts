import { Client } from "pg";

type Env = { HYPERDRIVE: { connectionString: string } };

/** An assistant of an organization: the query of `GET /v1/assistants/:id`. */
const QUERY = "select * from assistants where org_id = $1 and id = $2 and deleted_at is null";

// As Cloudflare documents Hyperdrive with node-postgres: a client a request, whose connection Hyperdrive keeps.
export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const client = new Client({ connectionString: env.HYPERDRIVE.connectionString });
    await client.connect();
    try {
      const { rows } = await client.query(QUERY, [searchParams.get("organization"), searchParams.get("assistant")]);
      return Response.json(rows[0]);
    } finally {
      context.waitUntil(client.end());
    }
  },
};
