// One loader for every picture: --name=nps_by_month comes from the file's address.
import {parseArgs} from "node:util";
import {rowsOf} from "../../psql.js";
import {queryOf} from "../../queries.js";

const {values} = parseArgs({options: {name: {type: "string"}}});
process.stdout.write(rowsOf(queryOf(values.name)));
