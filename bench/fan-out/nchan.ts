import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../scripts/ports.ts";

const NGINX = "/usr/sbin/nginx";
const MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/** nginx with nchan on a free port, in a folder of its own; undefined when this machine does not have it. */
export async function startNchan(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  if (!existsSync(NGINX) || !existsSync(MODULE)) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "allokoli-nchan-"));
  const port = await freePort();
  await writeFile(join(folder, "nginx.conf"), configuration(folder, port));
  const nginx = spawn(NGINX, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(url).then(Boolean, () => false))) {
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`);
    await pause(50);
  }
  return {
    url,
    async stop() {
      const ended = once(nginx, "exit");
      nginx.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const configuration = (folder: string, port: number) => `
load_module ${MODULE};
daemon off;
master_process on;
worker_processes 2;
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
events { worker_connections 10000; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /publish { nchan_publisher; nchan_channel_id call; }
    location = /listen { nchan_subscriber eventsource; nchan_channel_id call; }
  }
}
`;
