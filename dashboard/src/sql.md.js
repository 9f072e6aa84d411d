// The page of what each view is: its comment, and the definition that PostgreSQL keeps of it.
import {rowsOf, schema} from "../psql.js";

const views = JSON.parse(rowsOf(`
  SELECT c.relname AS name, obj_description(c.oid) AS said, pg_get_viewdef(c.oid, true) AS definition
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = '${schema.replaceAll("'", "''")}' AND c.relkind = 'v' AND obj_description(c.oid) IS NOT NULL ORDER BY 1`));

console.log(`---
title: SQL
---

# SQL

<p class="lead">Every picture reads a view of the kit. This is what they are; the functions are custval's.</p>
`);
for (const {name, said, definition} of views) {
  console.log(`<h2 id="${name}">${name}</h2>\n\n<p>${said.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}.</p>\n`);
  console.log("```sql run=false\n" + definition.replaceAll("```", "") + "\n```\n");
}
