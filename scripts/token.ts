import { runScript } from "./local.ts";
import { STATE_DIR } from "./paths.ts";
import { personToken } from "./person-token.ts";
import { readRecord } from "./record.ts";
import { findRunningStack } from "./state.ts";

// npm run token -- EMAIL
await runScript(async () => {
  const [email, ...rest] = process.argv.slice(2);
  if (email === undefined || rest.length > 0 || !email.includes("@"))
    throw new Error("Whose token? `npm run token -- EMAIL`, the address of somebody who has signed up here.");
  const record = await readRecord(STATE_DIR);
  if (record === undefined || (await findRunningStack(STATE_DIR)) === undefined)
    throw new Error("AlloKoli is not running here: `npm start` first. Elsewhere, sign in for a token of yours.");
  console.log(await personToken(record.auth, email));
});
