import { checkAccount, checkMail, connectHyperdrive, lookAround, makeBuckets } from "./cloudflare.ts";
import { pushMigrations, setWorkersPassword } from "./database.ts";
import type { Deployment, Step } from "./deployment.ts";
import { rollOut } from "./rollout.ts";
import { decideSecrets, keepSecrets, secretNames } from "./secrets.ts";
import { unfilled } from "./settings.ts";
import { smokeTest } from "./smoke.ts";

/** All that a deployment does, in order: what it needs first, then each Worker after those that it is bound to. */
export const deploySteps = (deployment: Deployment): Step[] => [
  checkSettings(deployment),
  checkAccount(deployment),
  lookAround(deployment),
  settleSecrets(deployment),
  checkMail(deployment),
  makeBuckets(deployment),
  pushMigrations(deployment),
  setWorkersPassword(deployment),
  connectHyperdrive(deployment),
  ...deployment.workers.map((worker) => rollOut(deployment, worker)),
  {
    title: "Try it as a new customer would: health, sign-up, a ping that is delivered",
    shown: [`GET https://${deployment.settings.hosts.api}/healthz`, `GET https://${deployment.settings.hosts.site}/`],
    async run() {
      await smokeTest(deployment);
      const answer = await deployment.tools.fetch(`https://${deployment.settings.hosts.site}/`);
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`https://${deployment.settings.hosts.site}/ answered ${answer.status}.`);
    },
  },
];

const checkSettings = ({ env, settings }: Deployment): Step => ({
  title: `Check deploy/${env}.toml`,
  shown: unfilled(settings).map((path) => `still to be filled in: ${path}`),
  run() {
    const paths = unfilled(settings);
    if (paths.length === 0) return Promise.resolve();
    return Promise.reject(new Error(`deploy/${env}.toml still has examples: ${paths.join(", ")}.`));
  },
});

const settleSecrets = (deployment: Deployment): Step => ({
  title: "Secrets: make what is missing, keep it here, and see that every Worker has its own",
  shown: deployment.workers.flatMap((worker) => {
    const { required, optional } = secretNames(worker);
    const names = [...required, ...optional.map((name) => `${name} (optional)`)];
    return names.length === 0 ? [] : [`${worker.name.padEnd(22)} ${names.join(", ")}`];
  }),
  async run() {
    const { workers, here, found, secretsFile, tools } = deployment;
    const there = new Map([...found.there].map(([name, { secrets }]) => [name, secrets]));
    const decision = decideSecrets(workers, { here, there, hasHyperdrive: found.hyperdriveId !== undefined });
    for (const [name, value] of Object.entries(decision.made)) tools.hide(name, value);
    await keepSecrets(secretsFile, decision.made);
    found.decision = decision;
    for (const name of Object.keys(decision.made)) tools.say(`    ${name} was made, and is kept in ${secretsFile}`);
  },
});

/**
 * Runs steps in order.
 * @throws at the first that fails, with what stands and how to go on
 */
export async function runSteps(steps: Step[], { tools, env }: Pick<Deployment, "tools" | "env">): Promise<void> {
  for (const [index, step] of steps.entries()) {
    tools.say(`[${index + 1}/${steps.length}] ${step.title}`);
    try {
      await step.run();
    } catch (err) {
      const done = steps.slice(0, index).map(({ title }) => `  done     ${title}`);
      const left = steps.slice(index + 1).map(({ title }) => `  not done ${title}`);
      const why = err instanceof Error ? err.message : String(err);
      throw new Error(
        [
          why,
          "",
          ...done,
          `  FAILED   ${step.title}`,
          ...left,
          "",
          "What is deployed works with what is not yet: every Worker comes after those that it is bound to.",
          `To go on, run the same command again. To go back: npm run deploy -- --env ${env} --rollback`,
        ].join("\n"),
        { cause: err },
      );
    }
  }
}

/** The steps as text, for `--plan`. */
export const printSteps = (steps: Step[]): string[] =>
  steps.flatMap(({ title, shown }, index) => [`${index + 1}. ${title}`, ...shown.map((line) => `     ${line}`), ""]);
