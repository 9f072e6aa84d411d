-- What the catalog can tell of the rules of the house.
SET client_min_messages = warning;
BEGIN;
SELECT no_plan();

CREATE TEMP VIEW members AS
SELECT d.classid, d.objid, pg_describe_object(d.classid, d.objid, 0) AS name
FROM pg_depend AS d JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
WHERE e.extname = 'custval' AND d.deptype = 'e';

CREATE TEMP VIEW functions AS
SELECT p.*, p.oid::regprocedure::text AS name FROM pg_proc AS p JOIN members AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid;

SELECT cmp_ok((SELECT count(*) FROM members), '>', 50::bigint, 'the extension has members');
SELECT is_empty($$
	SELECT name FROM members
	WHERE obj_description(objid, classid::regclass::name) IS NULL
		AND NOT (classid = 'pg_type'::regclass AND (SELECT typelem FROM pg_type WHERE oid = objid) <> 0)	-- array types
$$, 'every object has a COMMENT');
SELECT is_empty($$SELECT name FROM functions WHERE proparallel <> 's'$$, 'every function is PARALLEL SAFE');
SELECT is_empty($$SELECT name FROM functions WHERE provolatile = 'v' AND prokind IN ('f', 'w')$$, 'no function is volatile');
SELECT is_empty($$
	SELECT name FROM functions
	WHERE prokind IN ('f', 'w') AND provolatile = 'i' AND 'timestamptz'::regtype = ANY (proargtypes)
$$, 'what reads a timestamptz depends on the TimeZone: not IMMUTABLE');
SELECT is_empty($$
	SELECT f.name FROM functions AS f JOIN pg_aggregate AS a ON a.aggfnoid = f.oid WHERE a.aggcombinefn = 0
$$, 'every aggregate has a combine function');
SELECT is_empty($$
	SELECT f.name FROM functions AS f JOIN pg_aggregate AS a ON a.aggfnoid = f.oid
	WHERE 'internal'::regtype IN (a.aggtranstype, a.aggmtranstype) OR a.aggserialfn <> 0 OR a.aggdeserialfn <> 0
$$, 'the state of every aggregate is a type, which travels between workers and nodes');
SELECT is_empty($$
	SELECT f.name, a.aggtranstype::regtype FROM functions AS f JOIN pg_aggregate AS a ON a.aggfnoid = f.oid
	WHERE NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = a.aggtranstype)
		OR (f.prorettype <> a.aggtranstype AND f.proname !~ '_fit$' AND EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = f.prorettype))
$$, 'and that of its summary');
SELECT is_empty($$
	SELECT f.name FROM functions AS f JOIN pg_aggregate AS a ON a.aggfnoid = f.oid WHERE a.aggtransspace = 0
$$, 'every aggregate tells the planner the size of its state');
SELECT is_empty($$
	SELECT f.name FROM functions AS f JOIN pg_proc AS b ON b.proname = f.proname
	WHERE f.prokind = 'a' AND b.pronamespace = 'pg_catalog'::regnamespace
$$, 'no aggregate is named like a built-in one');
SELECT is_empty($$SELECT name FROM functions WHERE proretset AND prorows = 1000$$, 'functions of many rows say how many');
SELECT is_empty($$SELECT name FROM functions WHERE prosecdef OR proconfig IS NOT NULL$$, 'no function changes user or settings');
SELECT is_empty($$
	SELECT name FROM functions WHERE prokind IN ('f', 'w') AND obj_description(oid, 'pg_proc') !~ '^(I/O$|internal:)' AND pronargs > 0 AND proargnames IS NULL
$$, 'arguments that users write have names');
SELECT is_empty($$
	SELECT f.name, argument FROM functions AS f, unnest(proargtypes, proargnames[1:pronargs]) AS a(type, argument)
	WHERE prokind IN ('f', 'w') AND type IN ('int'::regtype, 'smallint'::regtype) AND obj_description(oid, 'pg_proc') !~ '^(I/O$|internal:)'
$$, 'and may be long where they are whole numbers');

-- what every type has
CREATE TEMP VIEW types AS
SELECT t.* FROM pg_type AS t JOIN members AS m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid WHERE t.typtype = 'b' AND t.typelem = 0;

SELECT is_empty($$
	SELECT typname, form FROM types AS t, LATERAL (VALUES ('in', typinput), ('out', typoutput), ('recv', typreceive), ('send', typsend)) AS f(form, function)
	WHERE NOT EXISTS (SELECT FROM pg_proc AS p WHERE p.oid = function AND proname = typname || '_' || form AND prosrc = 'cvsql_' || proname AND proisstrict)
$$, 'every type has a text and a binary form, by functions of its name');
SELECT is_empty($$SELECT typname FROM types WHERE typlen <> -1 OR typstorage NOT IN ('x', 'e')$$, 'every type can be long, and is moved out of its row then');
SELECT is_empty($$
	SELECT typname, target FROM types AS t, (VALUES ('json'::regtype, 'f'), ('jsonb', 'i')) AS c(target, method)
	WHERE NOT EXISTS (SELECT FROM pg_cast WHERE castsource = t.oid AND casttarget = target AND castmethod = method AND castcontext = 'e')
$$, 'every type is cast to json by a function, which to_json() looks for, and to jsonb');
SELECT is_empty($$
	SELECT typname, operator FROM types AS t,
		(VALUES ('=', 'byteaeq'), ('<>', 'byteane'), ('<', 'bytealt'), ('<=', 'byteale'), ('>', 'byteagt'), ('>=', 'byteage')) AS o(operator, function)
	WHERE NOT EXISTS (SELECT FROM pg_operator JOIN pg_proc AS p ON p.oid = oprcode WHERE oprname = operator AND oprleft = t.oid AND oprright = t.oid
		AND prosrc = function AND oprcom <> 0 AND oprnegate <> 0 AND oprrest <> 0 AND oprjoin <> 0 AND (oprcanhash AND oprcanmerge) = (operator = '='))
$$, 'every type is compared by its bytes');
SELECT is_empty($$
	SELECT typname, method FROM types AS t, (VALUES ('btree', 5, 1), ('hash', 1, 2)) AS a(method, operators, functions)
	WHERE NOT EXISTS (SELECT FROM pg_opclass JOIN pg_am AS m ON m.oid = opcmethod WHERE opcintype = t.oid AND opcdefault AND amname = method
		AND (SELECT count(*) FROM pg_amop WHERE amopfamily = opcfamily) = operators
		AND (SELECT count(*) FROM pg_amproc WHERE amprocfamily = opcfamily) = functions)
$$, 'every type has an order and a hash');
SELECT set_eq($$
	SELECT typname FROM types AS t
	WHERE NOT EXISTS (SELECT FROM pg_operator JOIN pg_proc AS p ON p.oid = oprcode WHERE oprname = '+' AND oprleft = t.oid AND oprright = t.oid AND oprresult = t.oid
		AND proname = typname || '_add' AND NOT proisstrict)
$$, ARRAY['fitted_clv'::name], 'values of every type but a model are added, NULL being nothing');
SELECT is_empty($$
	SELECT typname FROM types AS t JOIN pg_operator ON oprname = '+' AND oprleft = t.oid
	WHERE NOT EXISTS (SELECT FROM pg_proc WHERE proname = 'rollup' AND prokind = 'a' AND proargtypes::text = t.oid::text AND prorettype = t.oid)
$$, 'what can be added has a rollup');
SELECT is_empty($$SELECT o.oprname FROM pg_operator AS o JOIN members AS m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
	WHERE o.oprname ~ '\?'$$, 'no operator has a question mark, which JDBC would take for a parameter');

-- relocation
SELECT lives_ok('CREATE SCHEMA elsewhere; ALTER EXTENSION custval SET SCHEMA elsewhere', 'the extension can be moved');
SELECT is((SELECT elsewhere.nps(s) FROM generate_series(9, 10) s), 100::float8, 'and works there');
SELECT finish();
ROLLBACK;
