import { inflate } from "@sparticuz/chromium";

// node tests/unpack-chromium.ts <archive>...: a process of its own, whose temporary folder is where they go.
await Promise.all(process.argv.slice(2).map((archive) => inflate(archive)));
