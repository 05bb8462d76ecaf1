import { inflate } from "@sparticuz/chromium";

// node tests/unpack-chromium.ts <archive>...: unpacks them to the temporary folder of its own process.
await Promise.all(process.argv.slice(2).map((archive) => inflate(archive)));
