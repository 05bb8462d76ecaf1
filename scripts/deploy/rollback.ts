import { checkAccount, listDeployments, listVersions, mainVersion, type Version } from "./cloudflare.ts";
import { named } from "./config.ts";
import { typed, type Deployment, type Step } from "./deployment.ts";
import { requireHealth } from "./smoke.ts";
import { must } from "./tools.ts";

interface Back {
  /** A Worker's name at Cloudflare. */
  name: string;
  versionId: string;
  release: string;
}

/**
 * Takes the last release back: every Worker that has a version of it gets the version from before it, front to back.
 * The database stays as it is, which is why a migration must leave the release before it working.
 */
export function rollbackSteps(deployment: Deployment): Step[] {
  const { settings, tools, workers } = deployment;
  const frontToBack = workers.toReversed();
  let back: Map<string, Back> = new Map();
  return [
    checkAccount(deployment),
    {
      title: "Find the last release, and what was there before it",
      shown: frontToBack.flatMap(({ name }) => [
        `wrangler deployments list --json --name ${named(settings, name)}`,
        `wrangler versions list --json --name ${named(settings, name)}`,
      ]),
      async run() {
        back = await findBefore(deployment);
      },
    },
    ...frontToBack.map((worker): Step => {
      const name = named(settings, worker.name);
      const args = (versionId: string, release: string) => [
        "versions",
        "deploy",
        `${versionId}@100`,
        "--name",
        name,
        "--message",
        `back before ${release}`,
        "--yes",
      ];
      return {
        title: `Take ${name} back`,
        shown: [typed("wrangler", args("BEFORE", "RELEASE"))],
        async run() {
          const found = back.get(worker.name);
          if (found === undefined)
            return tools.say("    is not of that release, or has no version before it: left as it is");
          await must(tools, "wrangler", args(found.versionId, found.release));
        },
      };
    }),
    {
      title: "Check the health",
      shown: [`GET https://${settings.hosts.api}/healthz`],
      run: () => requireHealth(deployment),
    },
  ];
}

/** Worker → the version to go back to. The release to take back is that of the newest deployment of all. */
async function findBefore(deployment: Deployment): Promise<Map<string, Back>> {
  const histories: { worker: string; at: string; versions: Version[] }[] = [];
  for (const { name: worker } of deployment.workers) {
    const deployments = await listDeployments(deployment, worker);
    const [latest] = deployments;
    if (latest === undefined) continue;
    const known = await listVersions(deployment, worker);
    const ids = deployments.flatMap((one) => [mainVersion(one), ...one.versions.map(({ version_id: id }) => id)]);
    const versions = [...new Set(ids)].flatMap((id) => known.get(id ?? "") ?? []);
    histories.push({ worker, at: latest.created_on, versions });
  }
  const newest = histories.toSorted((left, right) => right.at.localeCompare(left.at))[0];
  const release = newest?.versions[0]?.release;
  if (release === undefined)
    throw new Error("The newest deployment is of no release of this command: use wrangler rollback.");
  deployment.tools.say(`    the release to take back is ${release}`);
  const found = histories.flatMap(({ worker, versions }) => {
    const [current] = versions;
    if (current?.release !== release) return [];
    // Only what was uploaded before it: taking two releases back must not bring the later one again.
    const before = versions.find((one) => one.release !== release && one.uploadedAt < current.uploadedAt);
    if (before === undefined) return [];
    return [[worker, { name: named(deployment.settings, worker), versionId: before.id, release }] as const];
  });
  if (found.length === 0) throw new Error(`There is nothing before the release ${release} to go back to.`);
  return new Map(found);
}
