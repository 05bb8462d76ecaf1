import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

const said = `"callId":"${EXAMPLE_IDS.call}","seq":6,"at":"2026-11-23T08:00:12.000Z","type":"transcript"`;

/** An event of a call, as it is streamed, for the API's description. */
export const EXAMPLE_EVENT = `retry: 2000

id: 6
event: transcript
data: {${said},"role":"user","text":"Bonjour, c'est pour une ordonnance.","final":true}

`;

/** The same event in the organization's stream, after the snapshot. */
export const EXAMPLE_FEED = `retry: 2000

id: 41
event: snapshot
data: {"calls":[]}

id: 42
event: transcript
data: {${said},"role":"user","text":"Bonjour, c'est pour une ordonnance.","final":true}

`;
