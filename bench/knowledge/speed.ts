import type { Tenant } from "@allokoli/shared/db/tenant";
import { searchPassages } from "../../services/knowledge/src/search/search.ts";
import { addFile, type Library } from "./library.ts";
import { createWriter } from "./synthetic.ts";

const PASSAGES_A_FILE = 200;
const QUESTIONS = 300;
const WARM_UP = 30;

export type Speed = { passages: number; indexedInSeconds: number; all: number[]; oneBase: number[] };

/** The time of a question among `passages` passages: in all files, and in a base with a tenth of them. */
export async function measureSpeed(library: Library, passages: number): Promise<Speed> {
  const tenant = await library.newTenant("speed@example.fr");
  const writer = createWriter(1);
  const started = performance.now();
  const fileIds: string[] = [];
  for (let made = 0; made < passages; made += PASSAGES_A_FILE) {
    fileIds.push(await addFile(library, tenant, `file ${made}.txt`, writer.blocks(PASSAGES_A_FILE)));
  }
  const indexedInSeconds = (performance.now() - started) / 1000;
  const baseId = await makeBase(
    library,
    tenant,
    fileIds.filter((_, index) => index % 10 === 0),
  );
  await library.superuser.query("vacuum analyze");
  const counted = await library.superuser.query<{ count: number }>(
    "select count(*)::int as count from passages where org_id = $1",
    [tenant.orgId],
  );
  return {
    passages: counted.rows[0]?.count ?? 0,
    indexedInSeconds,
    all: await timeQuestions(tenant, null),
    oneBase: await timeQuestions(tenant, baseId),
  };
}

async function makeBase({ superuser }: Library, { orgId }: Tenant, fileIds: string[]): Promise<string> {
  const { rows } = await superuser.query<{ id: string }>(
    "insert into knowledge_bases (org_id, name) values ($1, 'Base') returning id",
    [orgId],
  );
  const id = rows[0]?.id ?? "";
  await superuser.query(
    "insert into knowledge_base_files (org_id, knowledge_base_id, file_id) select $1, $2, unnest($3::uuid[])",
    [orgId, id, fileIds],
  );
  return id;
}

/** Each question as the Worker asks it: in its own transaction, with row-level security. */
async function timeQuestions(tenant: Tenant, knowledgeBaseId: string | null): Promise<number[]> {
  const writer = createWriter(2);
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + QUESTIONS; index++) {
    const text = writer.question();
    const started = performance.now();
    await tenant.read((tx) => searchPassages(tx, { orgId: tenant.orgId, knowledgeBaseId, text, limit: 5 }));
    if (index >= WARM_UP) times.push(performance.now() - started);
  }
  return times;
}
