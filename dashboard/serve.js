// Serves build/dashboard, or the folder given, on localhost; PORT=3000 chooses where, 0 any that is free.
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
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2] ?? fileURLToPath(new URL("../build/dashboard", import.meta.url));
  const server = await serve(folder, Number(process.env.PORT ?? 3000));
  console.log(`http://localhost:${server.address().port}/  (Ctrl-C ends)`);
}
