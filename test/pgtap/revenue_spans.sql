-- Ledgers of spans, and the tables of ledgers by every option, against plain SQL: on 200 random worlds of contracts, with upgrades on any day, overlaps, gaps, open ends,
-- 29 February and ends of months, the status query at the end of each period judges every period and column.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET jit = off;
SET extra_float_digits = 1;
SET work_mem = '64MB';
SELECT setseed(0.2044);
SELECT no_plan();

-- a / b to the nearest float8
CREATE FUNCTION ratio(a numeric, b numeric) RETURNS float8 LANGUAGE SQL IMMUTABLE RETURN CASE WHEN b <> 0 THEN (trunc(a * 1e60 / b)::text || 'e-60')::float8 END;
CREATE FUNCTION step(unit text) RETURNS interval LANGUAGE SQL IMMUTABLE RETURN CASE unit WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || unit)::interval END;
CREATE FUNCTION start_of(unit text, day date) RETURNS date LANGUAGE SQL IMMUTABLE RETURN date_trunc(unit, day::timestamp)::date;
CREATE FUNCTION error_of(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN others THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END $$;

-- ---------- worlds ----------

CREATE TABLE worlds AS
SELECT seed, unit, days, date '2023-11-20' + seed % 60 AS base, date '2023-11-20' + seed % 60 + days * 4 / 5 AS as_of, 6 + seed % 13 AS customers, seed % 3 = 0 AS has_credits
FROM generate_series(1, 200) AS seed, LATERAL (SELECT (ARRAY['day', 'week', 'month', 'quarter', 'year'])[1 + seed % 5] AS unit, (ARRAY[90, 300, 1000, 1600, 3000])[1 + seed % 5] AS days) AS u;
CREATE TABLE spans (seed int, c int, starts date, ends date, amount numeric, n serial);
CREATE FUNCTION some_day(base date, days int) RETURNS date LANGUAGE SQL VOLATILE AS $$
	SELECT CASE WHEN random() < 0.15 THEN start_of('month', day) + CASE WHEN random() < 0.5 THEN 0 ELSE -1 END WHEN random() < 0.05 THEN date '2024-02-29' ELSE day END FROM (SELECT base + floor(random() * days)::int AS day) AS d
$$;
CREATE FUNCTION some_price(credits boolean) RETURNS numeric LANGUAGE SQL VOLATILE AS $$
	SELECT CASE WHEN random() < 0.05 THEN 0 WHEN random() < 0.08 AND credits THEN -(ARRAY[10, 7.5])[1 + floor(random() * 2)::int] ELSE (ARRAY[10, 20, 25.5, 30.000, 1e20 + 0.01])[1 + floor(random() * 5)::int] END
$$;
INSERT INTO spans SELECT seed, c, starts, CASE WHEN random() > 0.15 THEN greatest(starts, starts + floor(random() ^ 2 * days * 0.7)::int + CASE WHEN random() < 0.2 THEN 0 ELSE 20 END) END, some_price(has_credits)
FROM worlds, generate_series(1, customers) AS c, generate_series(1, 3) AS k, LATERAL (SELECT some_day(base + 0 * c * k, days) AS starts) AS s WHERE k = 1 OR random() + 0 * c < 0.6;	-- drawn for each customer
-- upgrades: the next span touches
INSERT INTO spans SELECT seed, c, ends, CASE WHEN random() > 0.3 THEN ends + floor(random() * days / 3)::int END, some_price(has_credits) FROM spans JOIN worlds USING (seed) WHERE ends IS NOT NULL AND random() < 0.5;
INSERT INTO spans SELECT seed, 100, base, NULL::date, NULL::numeric FROM worlds UNION ALL SELECT seed, NULL, base, NULL, 5.00000 FROM worlds UNION ALL SELECT seed, 101, as_of + 1, NULL, 5.00000 FROM worlds;
CREATE TEMP TABLE shuffled AS SELECT * FROM spans ORDER BY random();
TRUNCATE spans;
INSERT INTO spans SELECT * FROM shuffled;
CREATE INDEX ON spans (seed);
ANALYZE spans;

-- The status query: who is there on the last day of each period that is over.
CREATE TABLE status AS
SELECT worlds.seed, unit, c, p, last_day, amount
FROM worlds, LATERAL (SELECT g::date AS p, (g + step(unit))::date - 1 AS last_day FROM generate_series(start_of(unit, base - 40)::timestamp, as_of, step(unit)) AS g) AS d
	JOIN spans AS s ON s.starts <= last_day AND (s.ends > last_day OR s.ends IS NULL)
WHERE s.seed = worlds.seed AND last_day <= as_of AND c IS NOT NULL AND amount IS NOT NULL;
CREATE TABLE ledgers AS SELECT seed, unit, as_of, subscription_ledger_agg(c, daterange(starts, ends), amount, unit, as_of) AS l FROM spans JOIN worlds USING (seed) GROUP BY seed, unit, as_of;
SELECT is((SELECT count(*) FROM ledgers WHERE l IS NOT NULL), 200::bigint, '200 worlds');
SELECT is_empty($$SELECT seed FROM ledgers JOIN (SELECT seed, ledger_agg(c, last_day, amount, unit) AS twin FROM status GROUP BY seed) AS t USING (seed)
	WHERE l::jsonb IS DISTINCT FROM jsonb_set(twin::jsonb, '{last_seen}', to_jsonb(as_of::text)) OR last_seen(l) <> as_of$$, 'the ledger of spans is that of the status query');
SELECT cmp_ok((SELECT count(*) FROM status), '>', 30000::bigint, 'which has many rows');
SELECT cmp_ok((SELECT count(*) FROM (SELECT seed, c, p FROM status GROUP BY 1, 2, 3 HAVING count(*) > 1) AS s), '>', 2000::bigint, 'and amounts that add up');

SELECT is_empty($$SELECT seed FROM worlds AS w, LATERAL (SELECT retention_grid(subscription_ledger_agg(c, daterange(starts, ends), amount, w.unit, w.as_of)) AS paying, retention_agg(c, daterange(starts, ends), w.unit, w.as_of) AS there
	FROM spans AS s WHERE s.seed = w.seed AND amount > 0) AS g WHERE (SELECT md5(string_agg(t::text, ' ')) FROM retention_table(paying) AS t) IS DISTINCT FROM (SELECT md5(string_agg(t::text, ' ')) FROM retention_table(there) AS t)
	OR (SELECT md5(string_agg(t::text, ' ')) FROM lifecycle_table(paying) AS t) IS DISTINCT FROM (SELECT md5(string_agg(t::text, ' ')) FROM lifecycle_table(there) AS t)$$, 'who pays is who has a contract, in the retention room');

-- ---------- however the rows come ----------

SELECT is_empty($$SELECT seed FROM ledgers AS k, LATERAL (SELECT rollup(l ORDER BY random()) AS r FROM (SELECT subscription_ledger_agg(c, daterange(starts, ends), amount, k.unit, k.as_of) AS l FROM spans AS s WHERE s.seed = k.seed GROUP BY n % 7) AS p) AS m
	WHERE r IS DISTINCT FROM l$$, 'parts roll up to the whole');
SELECT is_empty($$SELECT seed FROM ledgers AS k, LATERAL (SELECT subscription_ledger_agg(c, daterange(starts, ends), amount, k.unit, k.as_of ORDER BY n) AS r FROM spans AS s WHERE s.seed = k.seed) AS m WHERE r IS DISTINCT FROM l$$, 'in any order');
SELECT is_empty($$SELECT seed FROM ledgers AS k, LATERAL (SELECT subscription_ledger_agg(c::text, daterange(starts, ends), amount, k.unit, k.as_of) AS t, subscription_ledger_agg(lpad(c::text, 32, '0')::uuid, daterange(starts, ends), amount, k.unit, k.as_of) AS u FROM spans AS s WHERE s.seed = k.seed) AS m,
	LATERAL (SELECT array_agg((period_start, amount) ORDER BY lpad(customer, 32, '0'), period_start)::text AS whole FROM ledger_table(l)) AS x, LATERAL (SELECT array_agg((period_start, amount) ORDER BY lpad(customer, 32, '0'), period_start)::text AS texts FROM ledger_table(t)) AS y,
	LATERAL (SELECT array_agg((period_start, amount) ORDER BY customer, period_start)::text AS uuids FROM ledger_table(u)) AS z WHERE texts <> whole OR uuids <> whole$$, 'of any type of customer');
-- few customers of many spans, so that their runs are put in order on the way; decimals grow
CREATE TABLE busy AS SELECT n, n % 3 AS c, date '2024-01-01' + floor(random() * 900)::int AS starts, floor(random() ^ 3 * 700)::int AS days, round((random() * 10 ^ (n % 7))::numeric - 20, n / 700) AS amount FROM generate_series(1, 4000) AS n;
CREATE TABLE busy_twin AS SELECT ledger_agg(c, day::date, amount, 'day') AS l FROM busy, generate_series(starts, starts + days - 1, interval '1 day') AS day WHERE days > 0;
SELECT ok(ledger_table_of = twin, 'spans of busy customers, ' || how) FROM (SELECT array_agg(t::text) AS twin FROM busy_twin, ledger_table(l) AS t) AS w,
	LATERAL (SELECT 'as they come' AS how, subscription_ledger_agg(c, daterange(starts, starts + days), amount, 'day', '2030-01-01') AS l FROM busy UNION ALL SELECT 'backwards', subscription_ledger_agg(c, daterange(starts, starts + days), amount, 'day', '2030-01-01' ORDER BY n DESC) FROM busy
		UNION ALL SELECT 'by day', subscription_ledger_agg(c, daterange(starts, starts + days), amount, 'day', '2030-01-01' ORDER BY starts) FROM busy
		UNION ALL SELECT 'merged', rollup(p) FROM (SELECT subscription_ledger_agg(c, daterange(starts, starts + days), amount, 'day', '2030-01-01') AS p FROM busy GROUP BY n % 50) AS s) AS g,
	LATERAL (SELECT array_agg(t::text) AS ledger_table_of FROM ledger_table(l) AS t) AS r;
-- sums that leave 38 digits on the way, or for good
SELECT is((SELECT string_agg(amount::text, ',' ORDER BY period_start) FROM ledger_table((SELECT subscription_ledger_agg(1, daterange(a, b), x, 'month', '2026-12-31') FROM (VALUES (date '2026-01-01', date '2026-07-01', 9e37), ('2026-02-01', '2026-06-01', 9e37), ('2026-01-15', '2026-08-01', -9e37)) AS v(a, b, x)))),
	array_to_string(ARRAY[0, 9e37, 9e37, 9e37, 9e37, 0, -9e37], ','), 'amounts that pass 38 digits only together');
SELECT matches(error_of($$SELECT subscription_ledger_agg(1, daterange('2026-01-01', '2026-07-01'), x, 'month', '2026-12-31') FROM generate_series(1, 200) AS g, unnest(ARRAY[9e37, 1e-0]) AS x$$), '^22003', 'those that stay there are refused');
-- parts of both kinds, which only somebody's own aggregate can bring together
CREATE AGGREGATE spans_part(bigint, daterange, numeric, text, date) (SFUNC = subscription_ledger_accum, STYPE = ledger_tally);
CREATE AGGREGATE payments_part(bigint, date, numeric, text) (SFUNC = ledger_accum, STYPE = ledger_tally);
CREATE AGGREGATE whole(ledger_tally) (SFUNC = ledger_tally_combine, STYPE = ledger_tally, FINALFUNC = ledger_tally_final);
CREATE TABLE mixed AS SELECT seed, n % 4 AS part, spans_part(c, daterange(starts, ends), amount, unit, as_of) AS l FROM spans JOIN worlds USING (seed) GROUP BY 1, 2
	UNION ALL SELECT seed, 4 + c % 3, payments_part(c, last_day, amount * 1.10, unit) FROM status GROUP BY 1, 2 UNION ALL SELECT seed, 8, ledger_agg(c, last_day, amount, unit) FROM status GROUP BY 1;
CREATE TABLE mixed_twin AS SELECT seed, rollup(l) AS l FROM (SELECT seed, l FROM ledgers UNION ALL SELECT seed, ledger_agg(c, last_day, amount * 1.10, unit) + ledger_agg(c, last_day, amount, unit) FROM status GROUP BY seed) AS s GROUP BY seed;
SELECT is_empty($$SELECT seed FROM (SELECT seed, whole(l ORDER BY md5(part || 'a')) AS a, whole(l ORDER BY part) AS b, whole(l::text::ledger_tally ORDER BY part DESC) AS c FROM mixed GROUP BY seed) AS m JOIN mixed_twin AS t USING (seed) WHERE a IS DISTINCT FROM l OR b IS DISTINCT FROM l OR c IS DISTINCT FROM l$$, 'parts of spans and of payments are merged, as text, too');
DROP AGGREGATE spans_part(bigint, daterange, numeric, text, date), payments_part(bigint, date, numeric, text), whole(ledger_tally);

-- ---------- the tables and their twins ----------

CREATE TABLE options AS
SELECT seed, k, own, unit, lag, reactivation_window, known, coalesce(known, as_of) AS as_of, since, start_of(unit, coalesce(since, first)) AS base
FROM (SELECT w.seed, k, w.unit AS own, CASE WHEN k = 1 OR w.unit = 'week' THEN w.unit WHEN w.unit = 'day' THEN (ARRAY['week', 'month', 'quarter', 'day'])[1 + (w.seed / 5 + k) % 4] WHEN w.unit = 'month' THEN (ARRAY['quarter', 'year', 'month'])[1 + (w.seed / 5 + k) % 3] ELSE 'year' END AS unit,
		(ARRAY[1, 2, 3, 12])[1 + (w.seed + k) % 4] AS lag, (ARRAY[NULL, 0, 1, 3])[1 + (w.seed / 4 + k) % 4] AS reactivation_window, w.as_of, CASE WHEN (w.seed + k) % 3 = 0 THEN w.as_of - (w.seed % 200) END AS known,
		CASE (w.seed + k) % 4 WHEN 1 THEN first WHEN 2 THEN first - 45 END AS since, first
	FROM worlds AS w JOIN (SELECT seed, min(p) AS first FROM status GROUP BY seed) AS f USING (seed), generate_series(1, 4) AS k) AS o;
CREATE TABLE calendar AS SELECT o.*, i, g::date AS p, (g + step(unit))::date - 1 AS last_day, (g + step(unit))::date - 1 <= as_of AS complete FROM options AS o, generate_series(base::timestamp, as_of, step(unit)) WITH ORDINALITY AS s(g, i);
CREATE TABLE nets AS SELECT seed, k, c, start_of(o.unit, s.p) AS p, sum(amount) AS net FROM status AS s JOIN options AS o USING (seed) GROUP BY 1, 2, 3, 4;
CREATE TABLE scales AS SELECT seed, max(scale(amount)) AS scale FROM status GROUP BY seed;
CREATE INDEX ON nets (seed, k, c, p);
ANALYZE calendar, nets, options;
CREATE TABLE paid AS SELECT seed, k, c, i, p, greatest(coalesce(net, 0), 0) AS amount, coalesce(net, 0) AS net, n.net IS NOT NULL AS there, lag, reactivation_window, max(i) FILTER (WHERE net > 0) OVER (PARTITION BY seed, k, c ORDER BY i) AS last_paid, complete, since
	FROM (SELECT DISTINCT seed, k, c FROM nets) AS who JOIN calendar USING (seed, k) LEFT JOIN nets AS n USING (seed, k, c, p);
CREATE INDEX ON paid (seed, k, c, i);
ANALYZE paid;
CREATE TABLE moved AS
SELECT n.seed, n.k, n.c, n.i, n.p, coalesce(b.amount, 0) AS before, n.amount AS after, n.lag < n.i OR n.since IS NOT NULL AS compared,
	coalesce(b.amount, 0) = 0 AND n.amount > 0 AND b.last_paid IS NOT NULL AND (n.reactivation_window IS NULL OR b.i - b.last_paid <= n.reactivation_window) AS returns
FROM paid AS n LEFT JOIN paid AS b ON b.seed = n.seed AND b.k = n.k AND b.c = n.c AND b.i = n.i - n.lag WHERE n.complete;
CREATE TABLE twin AS
SELECT seed, k, p, CASE WHEN compared THEN array_to_string(ARRAY[round(opening, scale), round(new_amount, scale), round(expansion, scale), round(contraction, scale), round(churned, scale), round(reactivated, scale)], ' ') END AS movements, round(closing, scale) AS closing,
	CASE WHEN compared THEN array_to_string(ARRAY[opening_customers, new_customers, expanded_customers, contracted_customers, churned_customers, reactivated_customers], ' ') END AS counts, closing_customers,
	CASE WHEN compared THEN ARRAY[ratio(kept, opening), ratio(kept_at_most, opening), ratio(kept + reactivated, opening), ratio(churned_customers, opening_customers), ratio(churned + contraction, opening), ratio(new_amount + expansion + reactivated, contraction + churned)]::text END AS rates
FROM (SELECT seed, k, p, compared, sum(before) AS opening, coalesce(sum(after) FILTER (WHERE before = 0 AND NOT returns), 0) AS new_amount, coalesce(sum(after - before) FILTER (WHERE before > 0 AND after > before), 0) AS expansion,
		coalesce(sum(before - after) FILTER (WHERE after > 0 AND after < before), 0) AS contraction, coalesce(sum(before) FILTER (WHERE after = 0), 0) AS churned, coalesce(sum(after) FILTER (WHERE returns), 0) AS reactivated, sum(after) AS closing,
		count(*) FILTER (WHERE before > 0) AS opening_customers, count(*) FILTER (WHERE before = 0 AND after > 0 AND NOT returns) AS new_customers, count(*) FILTER (WHERE before > 0 AND after > before) AS expanded_customers,
		count(*) FILTER (WHERE after > 0 AND after < before) AS contracted_customers, count(*) FILTER (WHERE before > 0 AND after = 0) AS churned_customers, count(*) FILTER (WHERE returns) AS reactivated_customers,
		count(*) FILTER (WHERE after > 0) AS closing_customers, sum(after) FILTER (WHERE before > 0) AS kept, sum(least(before, after)) FILTER (WHERE before > 0) AS kept_at_most
	FROM moved GROUP BY 1, 2, 3, 4) AS s JOIN scales USING (seed);
CREATE TABLE want AS SELECT c.seed, c.k, c.i, c.p, complete, movements, closing, counts, closing_customers, rates FROM calendar AS c LEFT JOIN twin USING (seed, k, p);
CREATE TABLE got AS SELECT o.seed, k, o.unit, o.lag, o.reactivation_window, o.since, o.known, t.*, regexp_replace(t::text, ',\d+\)$', ')') AS line FROM options AS o JOIN ledgers USING (seed), revenue_table(l, known, lag, reactivation_window, o.unit, 'zero', since) WITH ORDINALITY AS t;
ANALYZE want, got, moved;
SELECT cmp_ok((SELECT count(*) FROM want WHERE movements IS NOT NULL), '>', 10000::bigint, 'many periods to compare');
SELECT cmp_ok((SELECT count(*) FROM moved WHERE compared AND before = 0 AND after > 0 AND NOT returns), '>', 1000::bigint, 'and some who are new');
SELECT cmp_ok((SELECT count(*) FROM moved WHERE compared AND returns), '>', 300::bigint, 'or return');
SELECT cmp_ok((SELECT count(*) FROM paid WHERE complete AND net < 0), '>', 500::bigint, 'and nets below 0');
SELECT is_empty($$SELECT seed, k, w.i, w.p, g.period_start FROM want AS w FULL JOIN got AS g USING (seed, k) WHERE g.ordinality = w.i AND g.period_start IS DISTINCT FROM w.p$$, 'each period has its row');
SELECT is((SELECT count(*) FROM got), (SELECT count(*) FROM want), 'and there is no other');
SELECT is_empty($$SELECT w.seed, w.k, w.p, movements, g.line FROM want AS w JOIN got AS g ON (g.seed, g.k, g.period_start) = (w.seed, w.k, w.p)
	WHERE movements IS DISTINCT FROM CASE WHEN opening IS NOT NULL THEN array_to_string(ARRAY[opening, new_amount, expansion, contraction, churned, reactivated], ' ') END OR w.closing::text IS DISTINCT FROM g.closing::text$$, 'amounts are the twin''s, digit by digit');
SELECT is_empty($$SELECT w.seed, w.k, w.p, counts, g.line FROM want AS w JOIN got AS g ON (g.seed, g.k, g.period_start) = (w.seed, w.k, w.p)
	WHERE counts IS DISTINCT FROM CASE WHEN opening IS NOT NULL THEN array_to_string(ARRAY[opening_customers, new_customers, expanded_customers, contracted_customers, churned_customers, reactivated_customers], ' ') END OR w.closing_customers IS DISTINCT FROM g.closing_customers$$, 'customers are');
SELECT is_empty($$SELECT w.seed, w.k, w.p, rates, g.line FROM want AS w JOIN got AS g ON (g.seed, g.k, g.period_start) = (w.seed, w.k, w.p)
	WHERE coalesce(rates, '{NULL,NULL,NULL,NULL,NULL,NULL}') IS DISTINCT FROM ARRAY[nrr, grr, nrr_with_reactivation, logo_churn, revenue_churn, quick_ratio]::text$$, 'and the rates, to the nearest float8');
SELECT is_empty($$SELECT o.seed, k FROM options AS o JOIN ledgers USING (seed) WHERE (SELECT md5(string_agg(t::text, ' ')) FROM revenue_table(ledger_by(l, o.unit), known, lag, reactivation_window, NULL, 'zero', since) AS t) IS DISTINCT FROM
	(SELECT md5(string_agg(t::text, ' ')) FROM revenue_table(l, known, lag, reactivation_window, o.unit, 'zero', since) AS t)$$, 'a longer unit is that of ledger_by');
SELECT is_empty($$SELECT o.seed, k FROM options AS o JOIN ledgers USING (seed) WHERE NOT EXISTS (SELECT FROM paid AS p WHERE (p.seed, p.k) = (o.seed, o.k) AND complete AND net < 0)
	AND (SELECT md5(string_agg(t::text, ' ')) FROM revenue_table(l, known, lag, reactivation_window, o.unit, since => since) AS t) IS DISTINCT FROM (SELECT md5(string_agg(t::text, ' ')) FROM revenue_table(l, known, lag, reactivation_window, o.unit, 'zero', since) AS t)$$, 'where nothing is below 0, nothing is refused');
CREATE TABLE refused AS SELECT o.seed, o.k, error_of(format('SELECT revenue_table(l, %L, %s, %s, %L, since => %L) FROM ledgers WHERE seed = %s', known, lag, coalesce(reactivation_window::text, 'NULL'), o.unit, since, o.seed)) AS table_error,
	error_of(format('SELECT revenue_movements(l, %L, %s, %s, %L, since => %L) FROM ledgers WHERE seed = %s', known, lag, coalesce(reactivation_window::text, 'NULL'), o.unit, since, o.seed)) AS movements_error,
	(SELECT format('22003: customer %s has a net of %s in the %s that begins on %s', c, round(net, scale), o.unit, p) FROM paid JOIN scales USING (seed) WHERE (paid.seed, paid.k) = (o.seed, o.k) AND complete AND net < 0 ORDER BY c, p LIMIT 1) AS wanted
	FROM options AS o WHERE o.seed % 3 = 0;
SELECT is_empty('SELECT seed, k, table_error, wanted FROM refused WHERE wanted IS NOT NULL AND (table_error <> wanted OR movements_error <> wanted) OR wanted IS NULL AND table_error <> ''no error''', 'nets below 0 are refused by name');
SELECT cmp_ok((SELECT count(*) FROM refused WHERE wanted IS NOT NULL), '>', 50::bigint, 'many of them');

-- the bridge to one period
CREATE TABLE bridged AS SELECT g.seed, g.k, g.period_start, g.line, revenue_bridge(l, g.period_start + (g.seed % 7) * (CASE WHEN g.unit IN ('day') THEN 0 ELSE 1 END), g.lag, g.reactivation_window, g.unit, 'zero', g.since) AS b FROM got AS g JOIN ledgers USING (seed) WHERE g.known IS NULL;
SELECT is_empty($$SELECT b.seed, b.k, b.period_start, b.line FROM bridged AS b JOIN got AS g USING (seed, k, period_start), bridge_summary(b.b) AS s
	WHERE CASE WHEN g.opening IS NULL THEN b.b IS NOT NULL ELSE b.line IS DISTINCT FROM row(b.period_start, s.*)::text END$$, 'revenue_bridge is the row of revenue_table');
SELECT cmp_ok((SELECT count(b) FROM bridged), '>', 8000::bigint, 'of each period');
SELECT is_empty($$SELECT seed FROM bridged WHERE b::text::bridge_tally IS DISTINCT FROM b$$, 'a value as any other');
SELECT is_empty($$SELECT seed, t.* FROM bridged, LATERAL (SELECT *, lag(bar_to) OVER (ORDER BY step) AS end_before FROM bridge_table(b)) AS t, bridge_summary(b) AS s
	WHERE b IS NOT NULL AND (bar_to - bar_from <> amount OR bar_from IS DISTINCT FROM CASE WHEN step IN (1, 7) THEN 0 ELSE end_before END OR step = 7 AND bar_to <> end_before OR step = 7 AND bar_to::text <> closing::text OR bar_to < 0)$$, 'bars go from where the one before ends');

-- who moved
CREATE TABLE moves AS SELECT o.seed, k, m.* FROM options AS o JOIN ledgers USING (seed), revenue_movements(l, known, lag, reactivation_window, o.unit, 'zero', since) WITH ORDINALITY AS m;
SELECT bag_eq('SELECT seed, k, period_start, customer, movement, before::text, after::text FROM moves',
	$$SELECT seed, k, p, c::text, CASE WHEN before = 0 THEN CASE WHEN returns THEN 'reactivated' ELSE 'new' END WHEN after = 0 THEN 'churned' WHEN after > before THEN 'expansion' ELSE 'contraction' END, round(before, scale)::text AS before, round(after, scale)::text AS after
		FROM moved JOIN scales USING (seed) WHERE compared AND before <> after$$, 'movements are the twin''s');
SELECT is_empty($$SELECT seed FROM (SELECT seed, customer::int AS c, period_start, lag(customer::int) OVER w AS last_c, lag(period_start) OVER w AS last_p FROM moves WINDOW w AS (PARTITION BY seed, k ORDER BY ordinality)) AS s WHERE (c, period_start) <= (last_c, last_p)$$, 'in the order of customers and periods');
SELECT is_empty($$SELECT g.seed, g.k, g.period_start FROM got AS g LEFT JOIN (SELECT seed, k, period_start, sum(after) FILTER (WHERE movement = 'new') AS n, sum(after - before) FILTER (WHERE movement = 'expansion') AS e, sum(before - after) FILTER (WHERE movement = 'contraction') AS c,
		sum(before) FILTER (WHERE movement = 'churned') AS g, sum(after) FILTER (WHERE movement = 'reactivated') AS r, count(*) AS customers FROM moves GROUP BY 1, 2, 3) AS m USING (seed, k, period_start)
	WHERE opening IS NOT NULL AND (new_amount, expansion, contraction, churned, reactivated, new_customers + expanded_customers + contracted_customers + churned_customers + reactivated_customers) IS DISTINCT FROM (coalesce(n, 0), coalesce(e, 0), coalesce(c, 0), coalesce(m.g, 0), coalesce(r, 0), coalesce(customers, 0))$$, 'their sums are the table');

-- cohorts
CREATE TABLE joined AS SELECT seed, k, c, min(i) AS i0 FROM paid WHERE net > 0 GROUP BY 1, 2, 3;
CREATE TABLE cohort_sizes AS SELECT seed, k, i0, count(*) AS size, cal.p AS cohort, cal.complete FROM joined JOIN calendar AS cal USING (seed, k) WHERE cal.i = i0 GROUP BY 1, 2, 3, 5, 6;
CREATE TABLE cells AS SELECT seed, k, i0, i, count(*) FILTER (WHERE net > 0) AS customers, sum(net) AS amount FROM joined JOIN paid USING (seed, k, c) WHERE i >= i0 GROUP BY 1, 2, 3, 4;
CREATE INDEX ON cells (seed, k, i0, i);
ANALYZE cohort_sizes, cells;
CREATE TABLE cohort_twin AS
SELECT seed, k, cohort, cal.i - i0 AS period, cal.p, CASE WHEN s.complete THEN size END AS size, CASE WHEN cal.complete THEN cells.customers END AS customers, CASE WHEN cal.complete THEN round(amount, scale) END AS amount,
	CASE WHEN cal.complete THEN ratio(amount, first_value(amount) OVER w) END AS share, CASE WHEN cal.complete THEN round(sum(amount) OVER w, scale) END AS cumulative
FROM cohort_sizes AS s JOIN calendar AS cal USING (seed, k) JOIN cells USING (seed, k, i0, i) JOIN scales USING (seed) WHERE cal.i >= i0 WINDOW w AS (PARTITION BY seed, k, cohort ORDER BY cal.i);
CREATE TABLE cohorts AS SELECT o.seed, k, c.* FROM options AS o JOIN ledgers USING (seed), cohort_revenue_table(l, known, o.unit, since) WITH ORDINALITY AS c;
SELECT bag_eq('SELECT seed, k, cohort, period::bigint, period_start, cohort_size, customers, amount::text, share, cumulative::text FROM cohorts', 'SELECT seed, k, cohort, period, p, size, customers, amount::text, share, cumulative::text FROM cohort_twin', 'cohorts are the twin''s');
SELECT cmp_ok((SELECT count(*) FROM cohorts), '>', 20000::bigint, 'many of them');
SELECT is_empty($$SELECT seed FROM (SELECT seed, k, cohort, period, lag(cohort) OVER w AS last_cohort, lag(period) OVER w AS last_period FROM cohorts WINDOW w AS (PARTITION BY seed, k ORDER BY ordinality)) AS s WHERE (cohort, period) <= (last_cohort, last_period)$$, 'in the order of cohorts and periods');
SELECT is_empty($$SELECT o.seed, o.k FROM options AS o JOIN ledgers USING (seed), LATERAL (SELECT cohort, period, cohort_size, retained FROM retention_table(retention_grid(l, o.unit), known)) AS r
	FULL JOIN LATERAL (SELECT cohort, period, cohort_size, customers FROM cohort_revenue_table(l, known, o.unit)) AS c USING (cohort, period) WHERE o.known IS NULL AND (r.retained IS DISTINCT FROM c.customers OR c.cohort_size <> r.cohort_size)$$, 'who pays is who is retained');

-- ---------- prepayments ----------

-- A year that is paid at once is worth the same in each of its months, whatever day it begins on: renewals at the price move nothing.
CREATE TABLE prepaid AS SELECT c, starts + (y || ' years')::interval AS starts, starts + (y + 1 || ' years')::interval AS ends, (c % 5 + 1) * 100 AS amount FROM (SELECT c, date '2021-01-01' + c * 7 AS starts FROM generate_series(1, 150) AS c) AS s, generate_series(0, 2) AS y;
SELECT is((SELECT sum(expansion + contraction + churned + reactivated) FROM revenue_table((SELECT subscription_ledger_agg(c, daterange(starts::date, ends::date), amount, 'month', '2023-12-31') FROM prepaid))), 0::numeric, 'yearly renewals at the same price move nothing');
SELECT is((SELECT count(*) FROM revenue_movements((SELECT subscription_ledger_agg(c, daterange(starts::date, ends::date), round(amount / 12.0, 2), 'month', '2023-12-31') FROM prepaid), since => '2021-01-01') WHERE movement <> 'new'), 0::bigint, 'nor do rounded twelfths');

-- ---------- rules ----------

SELECT is((SELECT subscription_ledger_agg(c, d, a, 'month', '2026-04-30') FROM (VALUES (1, 'empty'::daterange, 5.0), (2, '[2026-03-02,2026-03-31)', 5), (3, '[2026-05-01,)', 5), (4, '[2026-04-30,2026-05-01)', NULL), (NULL, '[2026-01-01,)', 5), (5, NULL, 5)) AS v(c, d, a)), NULL, 'no span has the end of a month in it: no ledger');
SELECT is((SELECT string_agg(format('%s %s %s', customer, period_start, amount), ',' ORDER BY customer) FROM ledger_table((SELECT subscription_ledger_agg(c, d, a, 'month', '2026-04-30') FROM (VALUES (1, '[2026-03-02,2026-03-31)'::daterange, 5.5), (2, '[2026-03-31,2026-04-01)', 0), (3, '[2026-04-30,)', -5)) AS v(c, d, a)))), '2 2026-03-01 0,3 2026-04-01 -5', 'whoever has none is not in it, a price of 0 is, below 0 as well');
SELECT throws_ok(format('SELECT subscription_ledger_agg(1, %L::daterange, 1, ''day'', ''2026-01-31'')', span), '22003', NULL, 'a start of ' || span) FROM unnest('{"(,2026-01-01)","[-infinity,2026-01-01)","(,)"}'::text[]) AS span;
SELECT is((SELECT array_agg(period_start) FROM ledger_table((SELECT subscription_ledger_agg(1, span, 1, 'day', '2026-01-03') FROM unnest('{"[2026-01-02,infinity)","[2026-01-03,infinity]"}'::daterange[]) AS span))), '{2026-01-02,2026-01-03}'::date[], 'an infinite end is none');
SELECT throws_ok($$SELECT subscription_ledger_agg(1, '[2026-01-01,)'::daterange, 1, 'day', '2500-01-01')$$, '54000', NULL, 'too many periods');
SELECT throws_ok($$SELECT customers(subscription_ledger_agg(g, '[0001-01-01,)'::daterange, 1, 'day', '5874890-01-01')) FROM generate_series(1, 100000) AS g$$, '54000', NULL, 'however many, in little memory');
SELECT throws_ok(format('SELECT subscription_ledger_agg(1, ''[2026-01-01,)''::daterange, %s, ''month'', ''2026-01-31'')', amount), '22003', NULL, 'an amount of ' || amount) FROM unnest('{''NaN'',''infinity'',1e39}'::text[]) AS amount;
SELECT throws_ok(format('SELECT subscription_ledger_agg(1, ''[2026-01-01,)''::daterange, %s, ''month'', ''2026-01-31'')', amount), '42883', NULL, 'of ' || amount) FROM unnest('{1::float8,1::money}'::text[]) AS amount;
SELECT lives_ok(format('SELECT subscription_ledger_agg(%s, %s, %s, ''month'', %s)', key, span, amount, day), format('subscription_ledger_agg(%s, %s, %s, ..., %s)', key, span, amount, day))
FROM unnest('{1::smallint,1,1::bigint,''a'',''a''::text,''a''::varchar,md5(''1'')::uuid}'::text[]) AS key, unnest('{''[2026-01-01\,)'',daterange(''2026-01-01''\, NULL)}'::text[]) AS span, unnest('{1::smallint,1,1::bigint,1.5,''1.5''}'::text[]) AS amount, unnest('{''2026-01-31'',date ''2026-01-31''}'::text[]) AS day;
-- in a ledger by day, the day of the first payment is known
SELECT matches(error_of(format('SELECT %s(l, unit => ''month'', since => ''2026-01-06'') FROM (SELECT ledger_agg(1, date ''2026-01-05'', 1, ''day'') AS l) AS s', f)), '22023: since is 2026-01-06, and the first payment is in the day that begins on 2026-01-05', f) FROM unnest('{revenue_table,revenue_movements,cohort_revenue_table}'::text[]) AS f;
SELECT is((SELECT array_agg(new_amount) FROM revenue_table((SELECT ledger_agg(1, date '2026-01-05', 1, 'month')), since => '2026-01-20')), '{NULL}'::numeric[], 'by month it is not');
SELECT is((SELECT array_agg(period_start) FROM revenue_table((SELECT ledger_agg(1, date '2026-03-31', 1, 'month')), since => '2026-01-20')), '{2026-01-01,2026-02-01,2026-03-01}'::date[], 'tables begin with since');
SELECT throws_ok($$SELECT revenue_table((SELECT ledger_agg(1, date '2026-03-31', 1, 'day')), since => '1700-01-20')$$, '54000', NULL, 'which may be too early');
SELECT throws_ok(format('SELECT cohort_revenue_table((SELECT ledger_agg(1, date ''2026-03-31'', 1, ''day'')), %L)', day), state, NULL, 'cohorts up to ' || day) FROM (VALUES ('infinity', '22003'), ('9999-12-31', '54000')) AS v(day, state);
SELECT is((SELECT array_agg(cohort_size) FROM cohort_revenue_table((SELECT ledger_agg(1, date '2026-03-31', 1, 'month')), '2026-03-15')), '{NULL}'::bigint[], 'who joins in a month that is not over is in no size');
SELECT is((SELECT array_agg(cumulative ORDER BY period) FROM cohort_revenue_table((SELECT ledger_agg(1, d, a, 'month') FROM (VALUES (date '2026-01-31', -7), ('2026-02-28', 10), ('2026-04-30', -4)) AS v(d, a)))), '{10,10,6}'::numeric[], 'credits count from the first payment on');
SELECT is((SELECT count(*) FROM cohort_revenue_table((SELECT ledger_agg(1, date '2026-01-31', -7, 'month')))), 0::bigint, 'who never pays is in no cohort');
SELECT is((SELECT count(*) FROM revenue_table(NULL)) + (SELECT count(*) FROM revenue_movements(NULL)) + (SELECT count(*) FROM cohort_revenue_table(NULL)) + (SELECT count(revenue_bridge(NULL, '2026-01-01'))), 0::bigint, 'no ledger, nothing');
SELECT is((SELECT count(*) FROM ledgers, revenue_movements(l, lag => NULL)) + (SELECT count(revenue_bridge(l, NULL)) + count(revenue_bridge(l, as_of, lag => NULL)) FROM ledgers), 0::bigint, 'no lag or no day neither');
SELECT is((SELECT count(revenue_bridge(l, day, negatives => 'zero')) FROM ledgers, LATERAL (VALUES (date '0001-01-01'), (as_of + 400)) AS v(day)), 0::bigint, 'before and after the ledger there is no bridge');
SELECT finish();
