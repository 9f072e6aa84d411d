// Serves build/dashboard, or the folder given, on localhost; PORT=3000 chooses where, 0 any that is free. --try only says whether it could.
import {readFile} from "node:fs/promises";
import {createServer} from "node:http";
import {extname, normalize} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

const types = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"};

export function serve(folder, port) {
  const server = createServer(async (request, response) => {
    try {
      const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname)).replace(/\/$/, "/index.html");
      const text = await readFile(folder + path);
      response.writeHead(200, {"content-type": types[extname(path)] ?? "application/octet-stream"}).end(text);
    } catch {
      response.writeHead(404).end("not found\n");
    }
  });
  return new Promise((resolve, reject) => server.on("error", reject).listen(port, "127.0.0.1", () => resolve(server)));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const what = process.argv[2] ?? fileURLToPath(new URL("../build/dashboard", import.meta.url));
  const port = process.env.PORT || 3000;
  try {
    const server = await serve(what, Number(port));
    if (what === "--try") server.close();
    else console.log(`http://localhost:${server.address().port}/  (Ctrl-C ends)`);
  } catch (error) {
    console.error({EADDRINUSE: `port ${port} is in use: choose another by PORT, or PORT=0 for any that is free`, ERR_SOCKET_BAD_PORT: `PORT=${port} is no port: it is a number up to 65535`}[error.code] ?? `port ${port}: ${error.message}`);
    process.exitCode = 1;
  }
}
