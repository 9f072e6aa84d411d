-- Check what was copied into file_orders, line by line, and make the table orders of it.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
\ir problem.sql

DO $$
DECLARE
	r record;
	reason text;
BEGIN
	FOR r IN SELECT * FROM file_orders ORDER BY line LOOP
		reason := CASE
			WHEN coalesce(r.customer_id, '') = '' THEN 'customer_id is empty'
			WHEN coalesce(r.ordered_at, '') = '' THEN 'ordered_at is empty'
			WHEN r.ordered_at !~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN format('ordered_at "%s" is not a date in the form 2026-01-31', r.ordered_at)
		END;
		reason := coalesce(reason, problem(r.ordered_at, 'timestamp'));
		IF reason IS NULL AND coalesce(r.amount, '') <> '' THEN
			reason := CASE WHEN r.amount ~ '^\s*-?[0-9]+(\.[0-9]*)?\s*$' THEN NULL
				ELSE format('amount "%s" is not a number such as 12.50', r.amount) END;
		END IF;
		IF reason IS NOT NULL THEN
			RAISE EXCEPTION 'line %: %', r.line, reason;
		END IF;
	END LOOP;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the file has no orders';
	END IF;
END $$;

CREATE TABLE orders AS
SELECT customer_id, ordered_at::timestamp, nullif(trim(amount), '')::numeric AS amount FROM file_orders;
ANALYZE orders;
