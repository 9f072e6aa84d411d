-- What users of the journey room see, and every error they can get.
SET extra_float_digits = 0;
SET TimeZone = 'UTC';
\pset null NULL

CREATE TABLE events (customer_id int, at timestamp, event text);
INSERT INTO events VALUES
	(1, '2026-03-01 10:00', 'view'), (1, '2026-03-01 11:00', 'cart'), (1, '2026-03-02 10:00', 'purchase'),
	(2, '2026-03-01 10:00', 'view'), (2, '2026-03-20 10:00', 'view'), (2, '2026-03-20 12:00', 'cart'), (2, '2026-03-20 12:00', 'purchase'),
	(3, '2026-03-02 09:00', 'cart'), (3, '2026-03-02 09:30', 'view'), (3, '2026-03-09 09:30', 'cart'),
	(4, '2026-03-03 09:00', 'view'), (4, '2026-03-03 09:00', 'support'), (4, '2026-03-10 09:00:01', 'cart'),
	(5, '2026-03-25 10:00', 'view'), (6, '2026-03-26 10:00', 'support'), (7, '2026-03-31 10:00', 'support'),
	(NULL, '2026-03-01', 'view'), (8, NULL, 'view'), (9, '2026-03-01', NULL);
CREATE VIEW funnel AS SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'cart', 'purchase'], '7 days') AS f FROM events;

-- tallies, and what is read from them
SELECT f FROM funnel;
SELECT t.* FROM funnel, funnel_table(f) AS t;
SELECT t.* FROM funnel, funnel_table(f, '2026-04-01', 0.9) AS t;
SELECT t.* FROM funnel, funnel_trend(f) AS t;
SELECT t.* FROM funnel, funnel_trend(f, '2026-04-30', 'month') AS t;
SELECT step_time(f, 2), step_time(f, 2, 0.9), step_time(f, 3), step_time(f, 3, 0.5, 1), step_time(f, 3, 0.5, 2), last_seen(f) FROM funnel;
SELECT customer_id, funnel_step(at, event, ARRAY['view', 'cart', 'purchase'], '7 days') AS ordered,
	funnel_step(at, event, ARRAY['view', 'cart', 'purchase'], '7 days', 'strict') AS strict,
	funnel_step(at, event, ARRAY['view', 'cart', 'purchase'], '7 days', 'any') AS "any"
FROM events GROUP BY customer_id ORDER BY customer_id;
SELECT mode, t.step, t.customers, t.median_seconds
FROM unnest(ARRAY['ordered', 'strict', 'any']) AS mode,
	LATERAL (SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'cart'], '7 days', mode) AS f FROM events) AS x, funnel_table(f, '2026-05-01') AS t ORDER BY mode, step;

-- a row serves one step; those of an instant have no order
SELECT funnel_step(at, event, ARRAY['a', 'a', 'b'], '0') FROM (VALUES (timestamp '2026-01-01', 'b'), ('2026-01-01', 'a')) AS v(at, event);
SELECT funnel_step(at, event, ARRAY['a', 'a', 'b'], '0') FROM (VALUES (timestamp '2026-01-01', 'b'), ('2026-01-01', 'a'), ('2026-01-01', 'a')) AS v(at, event);

-- days of entry by the session's zone
SELECT funnel_agg(customer_id, at AT TIME ZONE 'UTC', event, ARRAY['view'], '1 day')::jsonb -> 'entries' AS entries FROM events WHERE customer_id = 1;
SET TimeZone = 'Pacific/Auckland';
SELECT funnel_agg(customer_id, timestamptz '2026-03-01 10:00+00' + 2 * (customer_id - 1) * interval '1 hour', event, ARRAY['view'], '1 day')::jsonb -> 'entries' AS entries
FROM events WHERE customer_id = 1 AND event = 'view';
RESET TimeZone;

-- merging
SELECT rollup(p.f) = funnel.f AS same, funnel.f + NULL = funnel.f AS heals, (NULL::funnel_tally + NULL) IS NULL AS unknown
FROM funnel, (SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'cart', 'purchase'], '7 days') AS f FROM events GROUP BY customer_id) AS p GROUP BY funnel.f;
SELECT funnel_agg(1, timestamp '2026-01-01', 'a', ARRAY['a'], '1 day') + funnel_agg(1, timestamp '2026-01-01', 'a', ARRAY['a'], '2 days');
SELECT funnel_agg(1, timestamp '2026-01-01', 'a', ARRAY['a'], '1 day') + funnel_agg(1, timestamp '2026-01-01', 'a', ARRAY['a', 'b'], '1 day');
SELECT funnel_agg(1, timestamp '2026-01-01', 'a', ARRAY['a'], '1 day') + funnel_agg(1, timestamp '2026-01-01', 'a', ARRAY['a'], '1 day', 'any');

-- no rows, only NULLs, nobody
SELECT funnel_agg(customer_id, at, event, ARRAY['view'], '1 day'), funnel_step(at, event, ARRAY['view'], '1 day') FROM events WHERE false;
SELECT funnel_agg(customer_id, at, event, ARRAY['view'], '1 day') FROM events WHERE customer_id > 7;
SELECT * FROM funnel_table((SELECT funnel_agg(customer_id, at, event, ARRAY['none', 'of these'], '1 day') FROM events));
SELECT * FROM funnel_trend((SELECT funnel_agg(customer_id, at, event, ARRAY['none'], '1 day') FROM events));
SELECT * FROM funnel_table(NULL);
SELECT step_time(NULL, 2), last_seen(NULL::funnel_tally);

-- what is constant
SELECT funnel_agg(customer_id, at, event, NULL, '1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, '{}', '1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a', NULL], '1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY[ARRAY['a'], ARRAY['b']], '1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, array_fill('a'::text, ARRAY[65]), '1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY[coalesce(event, 'none')], '1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a'], NULL) FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a'], '1 month') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a'], '-1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a'], coalesce(customer_id, 1) * interval '1 day') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a'], '1 day', 'loose') FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a'], '1 day', NULL) FROM events;
SELECT funnel_agg(customer_id, at, event, ARRAY['a'], '1 day', CASE customer_id WHEN 1 THEN 'ordered' ELSE 'any' END) FROM events;
SELECT funnel_agg(1, timestamp 'infinity', 'a', ARRAY['a'], '1 day');

-- readings
SELECT step_time(f, 1) FROM funnel;
SELECT step_time(f, 4) FROM funnel;
SELECT step_time(f, 2, 0) FROM funnel;
SELECT step_time(f, 3, 0.5, 3) FROM funnel;
SELECT t.* FROM funnel, funnel_table(f, NULL, 95) AS t;
SELECT t.* FROM funnel, funnel_trend(f, NULL, 'fortnight') AS t;

-- text forms
SELECT '{"version": 1, "steps": [], "within": 1, "mode": "any", "last_seen": "2026-01-01", "entries": [], "times": []}'::funnel_tally;
SELECT '{"version": 1, "steps": ["a"], "within": 1, "mode": "any", "last_seen": "2026-01-01", "entries": [["2026-01-01", 2, 1]], "times": []}'::funnel_tally;
SELECT '{"version": 1, "steps": ["a"], "within": 1, "mode": "any", "last_seen": "2026-01-01", "entries": [["2026-01-02", 1, 1]], "times": []}'::funnel_tally;
SELECT '{"version": 1, "steps": ["a", "b"], "within": 1, "mode": "ordered", "last_seen": "2026-01-01", "entries": [["2026-01-01", 2, 1]], "times": [[]]}'::funnel_tally;
SELECT '{"version": 1, "steps": ["a"], "within": 1, "mode": "any", "last_seen": "2026-01-01", "entries": [["2026-01-01", 1, 1], ["2026-01-01", 1, 1]], "times": []}'::funnel_tally;

-- sessions
SELECT customer_id, at, sessionize(at, '30 minutes') OVER (PARTITION BY customer_id ORDER BY at) AS session FROM events WHERE customer_id IN (2, 3, 8) ORDER BY customer_id, at;
SELECT sessionize(at AT TIME ZONE 'UTC', '1 hour') OVER (PARTITION BY customer_id ORDER BY at) AS session FROM events WHERE customer_id = 1;
SELECT sessionize(at, '1 day') OVER (ORDER BY at DESC NULLS LAST) FROM events;
SELECT sessionize(at, NULL) OVER (ORDER BY at) FROM events;
SELECT sessionize(at, '1 year') OVER (ORDER BY at) FROM events;
SELECT sessionize(at, '-1 second') OVER (ORDER BY at) FROM events;
SELECT sessionize(timestamp '-infinity', '1 second') OVER ();

DROP VIEW funnel;
DROP TABLE events;
