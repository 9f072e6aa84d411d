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
SELECT is_empty($$SELECT name FROM functions WHERE provolatile = 'v' AND prokind = 'f'$$, 'no function is volatile');
SELECT is_empty($$
	SELECT name FROM functions
	WHERE prokind = 'f' AND provolatile = 'i' AND 'timestamptz'::regtype = ANY (proargtypes)
$$, 'what reads a timestamptz depends on the TimeZone: not IMMUTABLE');
SELECT is_empty($$
	SELECT f.name FROM functions AS f JOIN pg_aggregate AS a ON a.aggfnoid = f.oid WHERE a.aggcombinefn = 0
$$, 'every aggregate has a combine function');
SELECT is_empty($$
	SELECT f.name FROM functions AS f JOIN pg_aggregate AS a ON a.aggfnoid = f.oid
	WHERE a.aggtranstype = 'internal'::regtype AND (a.aggserialfn = 0 OR a.aggdeserialfn = 0)
$$, 'every internal state can be sent between workers');
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
	SELECT name FROM functions WHERE prokind = 'f' AND obj_description(oid, 'pg_proc') !~ '^(I/O$|internal:)' AND pronargs > 0 AND proargnames IS NULL
$$, 'arguments that users write have names');
SELECT is_empty($$
	SELECT t.typname FROM pg_type AS t JOIN members AS m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
	WHERE t.typtype = 'b' AND t.typelem = 0 AND (t.typsend = 0 OR t.typreceive = 0)
$$, 'every type has a binary form');
SELECT is_empty($$
	SELECT t.typname FROM pg_type AS t JOIN members AS m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
	WHERE t.typtype = 'b' AND t.typelem = 0
		AND NOT EXISTS (SELECT FROM pg_cast WHERE castsource = t.oid AND casttarget = 'jsonb'::regtype)
$$, 'every type can be cast to jsonb');
SELECT is_empty($$SELECT o.oprname FROM pg_operator AS o JOIN members AS m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
	WHERE o.oprname ~ '\?'$$, 'no operator has a question mark, which JDBC would take for a parameter');

-- relocation
SELECT lives_ok('CREATE SCHEMA elsewhere; ALTER EXTENSION custval SET SCHEMA elsewhere', 'the extension can be moved');
SELECT is((SELECT elsewhere.nps(s) FROM generate_series(9, 10) s), 100::float8, 'and works there');
SELECT finish();
ROLLBACK;
