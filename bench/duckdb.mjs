// duckdb.mjs MODULES FOLDER RUNS SQL TABLE=[COLUMN:TYPE;...]...: the best of RUNS of SQL in DuckDB, in milliseconds, with one
// thread, over tables loaded from FOLDER/TABLE.csv. Columns without a type get the one that DuckDB finds.
import { createRequire } from 'node:module';

const [modules, folder, runs, sql, ...tables] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(modules + '/')('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();

for (const argument of tables) {
	const [table, columns] = argument.split('=');
	const types = columns.split(';').filter(Boolean).map((column) => column.replace(/^(.*):(.*)$/, "'$1': '$2'"));
	await connection.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${folder}/${table}.csv'${types.length ? `, types = {${types}}` : ''})`);
}
let best = Infinity;
for (let run = 0; run < runs; run++) {
	const start = performance.now();
	await (await connection.run(sql)).getRows();
	best = Math.min(best, performance.now() - start);
}
console.log(best);
