// Rows of a query on the kit's schema, as JSON text: psql reads PGHOST and the like itself.
import {execFileSync} from "node:child_process";

export const schema = process.env.SCHEMA ?? "kpi";

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

export function rowsOf(query) {
  const statement = `SELECT coalesce(json_agg(q), '[]') FROM (${query}) AS q`;
  return execFileSync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", `SET search_path = ${quoted(schema)}, public`, "-c", statement], {
    encoding: "utf8",
    maxBuffer: 2 ** 29,
    stdio: ["ignore", "pipe", "inherit"]
  });
}
