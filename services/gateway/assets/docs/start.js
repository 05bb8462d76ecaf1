// Begins the reference once scalar.js is there. Nothing but this origin is asked for anything: no fonts, no telemetry, no
// proxy, no assistants of others.
globalThis.Scalar.createApiReference("#reference", {
  url: "/openapi.json",
  authentication: { preferredSecurityScheme: "apiKey" },
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
  documentDownloadType: "json",
});
