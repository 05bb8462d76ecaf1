import { freePort } from "../ports.ts";

// Tells its parent which port it got, and keeps it until the parent disconnects.
process.send?.(await freePort(Number(process.argv[2])));
process.on("disconnect", () => process.exit());
