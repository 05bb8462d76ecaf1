/** How programs with a model are told where AlloKoli's tools are. A key is never filled in: it is shown once, elsewhere. */
export const mcpClients = (url: string): { label: string; file?: string; code: string }[] => [
  {
    label: "Claude Code",
    code: `claude mcp add --transport http allokoli ${url} \\
  --header "Authorization: Bearer alk_…"`,
  },
  {
    label: "Claude Desktop",
    file: "claude_desktop_config.json",
    code: asText({
      mcpServers: {
        allokoli: {
          command: "npx",
          args: ["-y", "mcp-remote", url, "--header", "Authorization:${ALLOKOLI}"],
          env: { ALLOKOLI: "Bearer alk_…" },
        },
      },
    }),
  },
  {
    label: "Cursor",
    file: "~/.cursor/mcp.json",
    code: asText({ mcpServers: { allokoli: { url, headers: { Authorization: "Bearer alk_…" } } } }),
  },
  {
    label: "Visual Studio Code",
    file: ".vscode/mcp.json",
    code: asText({ servers: { allokoli: { type: "http", url, headers: { Authorization: "Bearer alk_…" } } } }),
  },
];

const asText = (settings: object) => JSON.stringify(settings, undefined, 2);
