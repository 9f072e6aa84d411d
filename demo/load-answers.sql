-- Check what was copied into file_answers, line by line, and make the table answers of it.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

\ir problem.sql

DO $$
DECLARE
	r record;
	reason text;
BEGIN
	FOR r IN SELECT * FROM file_answers ORDER BY line LOOP
		reason := CASE
			WHEN coalesce(r.customer_id, '') = '' THEN 'customer_id is empty'
			WHEN coalesce(r.answered_at, '') = '' THEN 'answered_at is empty'
			WHEN r.answered_at !~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN format('answered_at "%s" is not a date in the form 2026-01-31', r.answered_at)
			WHEN coalesce(r.score, '') = '' THEN NULL	-- asked, but not answered
			WHEN r.score !~ '^\s*[0-9]+(\.0*)?\s*$' OR r.score::numeric > 10
				THEN format('score "%s" is not a whole number from 0 to 10', r.score)
		END;
		reason := coalesce(reason, problem(r.answered_at, 'timestamp'));
		IF reason IS NULL AND coalesce(r.weight, '') <> '' THEN
			reason := problem(r.weight, 'float8');
			IF reason IS NULL AND NOT (r.weight::float8 = 0 OR r.weight::float8 BETWEEN 1e-6 AND 1e6) THEN
				reason := format('weight %s is neither 0 nor from 0.000001 to 1000000', r.weight);
			END IF;
		END IF;
		IF reason IS NOT NULL THEN
			RAISE EXCEPTION 'line %: %', r.line, reason;
		END IF;
	END LOOP;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the file has no answers';
	END IF;
END $$;

CREATE TABLE answers AS
SELECT customer_id, answered_at::timestamp, nullif(trim(score), '')::numeric::int AS score,
	coalesce(nullif(weight, '')::float8, 1) AS weight, coalesce(nullif(segment, ''), 'all') AS segment
FROM file_answers;
ANALYZE answers;
