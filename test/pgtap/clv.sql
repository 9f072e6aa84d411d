-- Properties of the clv room: a plain-SQL twin of histories on random purchases, that neither order,
-- split, frame nor workers leave a trace in histories and models, values known from the literature, and
-- that all types of columns find their functions.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SET jit = off;
SET extra_float_digits = 1;
SELECT setseed(0.2027);
SELECT no_plan();

CREATE FUNCTION near(a float8, b float8, tolerance float8) RETURNS boolean LANGUAGE SQL IMMUTABLE RETURN
	CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL ELSE a = b OR abs(a - b) <= tolerance * abs(b) END;
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP plan := plan || line || E'\n'; END LOOP;
	RETURN plan;
END $$;

-- ---------- histories ----------

-- 400 customers of one to 60 rows; refunds, some of all that was bought, gifts, NULLs, and amounts of 0 to 8 decimals
CREATE TABLE events AS
SELECT row_number() OVER () AS n, c, date '2023-12-25' + floor(random() * (5 + c % 97 * 8))::int AS day,
	CASE floor(random() * 10)::int WHEN 0 THEN 0 WHEN 1 THEN -1 ELSE 1 END * round((random() * 100 * 10 ^ (c % 5))::numeric, floor(random() * (1 + c % 9))::int) AS amount
FROM generate_series(1, 400) AS c, generate_series(1, 1 + c * 7 % 60);
INSERT INTO events SELECT n + 100000, c, day, -amount FROM events WHERE random() < 0.07;
INSERT INTO events SELECT 200000 + c, c, date '2023-12-01', -5.25 FROM generate_series(1, 430, 7) AS c;
INSERT INTO events SELECT 300000 + c, c, NULL, 7 FROM generate_series(1, 440, 5) AS c;
INSERT INTO events SELECT 400000 + c, c, date '2023-01-01', NULL FROM generate_series(1, 440, 3) AS c;
ALTER TABLE events ADD COLUMN part int, ADD COLUMN half boolean;
UPDATE events SET part = floor(random() * 7), half = random() < 0.5;
CREATE TABLE nets AS SELECT c, day, sum(amount) AS net FROM events WHERE day IS NOT NULL AND amount IS NOT NULL GROUP BY c, day;
CREATE TABLE histories AS SELECT c, purchase_agg(day, amount) AS h, purchase_agg(day) FILTER (WHERE amount >= 0) AS seen FROM events GROUP BY c;
ANALYZE events, nets, histories;

SELECT cmp_ok((SELECT count(*) FROM nets WHERE net < 0), '>', 100::bigint, 'there are days of refunds');
SELECT cmp_ok((SELECT count(*) FROM nets WHERE net = 0), '>', 100::bigint, 'days without spend');
SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM events WHERE amount IS NOT NULL GROUP BY c, day HAVING count(*) > 1) d), '>', 1000::bigint, 'days of several rows');
SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM events WHERE amount IS NOT NULL GROUP BY c HAVING count(DISTINCT scale(amount)) > 2) d), '>', 100::bigint, 'and customers with amounts of several scales');

CREATE FUNCTION twin(as_of date, days float8) RETURNS TABLE (c int, frequency bigint, recency float8, tenure float8, monetary float8, since int) LANGUAGE SQL STABLE AS $$
	SELECT c, count(*) - 1, (max(day) - min(day)) / days, (as_of - min(day)) / days, (avg(net) FILTER (WHERE day > first))::float8, as_of - max(day)
	FROM (SELECT *, min(day) OVER (PARTITION BY c) AS first FROM nets WHERE net >= 0 AND (day <= as_of OR as_of IS NULL)) AS s GROUP BY c
$$;
SELECT is_empty(format($q$
	SELECT c FROM (SELECT c, s.*, frequency(h, %1$L) AS f, recency(h, %1$L, %2$L) AS r, tenure(h, %1$L, %2$L) AS t, monetary(h, %1$L) AS m, days_since(h, %1$L) AS since FROM histories, purchase_summary(h, %1$L, %2$L) AS s) AS a
		LEFT JOIN twin(%1$L, %3$s) AS b USING (c)
	WHERE a.f IS DISTINCT FROM b.frequency OR a.frequency IS DISTINCT FROM b.frequency OR a.since IS DISTINCT FROM b.since
		OR NOT near(a.r, b.recency, 1e-12) OR NOT near(a.recency, b.recency, 1e-12) OR NOT near(a.t, b.tenure, 1e-12) OR NOT near(a.tenure, b.tenure, 1e-12)
		OR NOT near(a.m, b.monetary, 1e-12) OR NOT near(a.monetary, b.monetary, 1e-12)
$q$, as_of, unit, days), 'the twin''s readings as of ' || as_of || ' by ' || unit)
FROM (VALUES ('day', '1'), ('week', '7.0'), ('month', '(365.25 / 12)'), ('year', '365.25')) AS u(unit, days),
	unnest('{2023-12-01,2023-12-25,2023-12-31,2024-02-29,2024-08-01,2025-01-01,2030-12-31}'::date[]) AS as_of;
SELECT cmp_ok((SELECT count(*) FROM twin('2024-02-29', 7) WHERE frequency > 0 AND monetary > 0), '>', 200::bigint, 'in the middle of many lives');
SELECT is_empty($$
	SELECT c FROM histories LEFT JOIN twin(NULL, 7) AS b USING (c) LEFT JOIN (SELECT c, min(day) AS first, max(day) AS last, count(*) AS days FROM nets WHERE net >= 0 GROUP BY c) AS p USING (c)
		LEFT JOIN (SELECT c, sum(net) AS total FROM nets GROUP BY c) AS t USING (c)
	WHERE frequency(h) IS DISTINCT FROM b.frequency OR NOT near(recency(h), b.recency, 1e-12) OR NOT near(monetary(h), b.monetary, 1e-12)
		OR first_purchase(h) IS DISTINCT FROM first OR last_purchase(h) IS DISTINCT FROM last OR purchase_days(h) IS DISTINCT FROM CASE WHEN h IS NOT NULL THEN coalesce(days, 0) END
		OR total_spend(h) IS DISTINCT FROM total
$$, 'the twin''s readings of all days');
SELECT is_empty($$
	SELECT c FROM histories LEFT JOIN (SELECT c, count(DISTINCT day) AS days, min(day) AS first, max(day) AS last FROM events WHERE amount >= 0 GROUP BY c) AS t USING (c)
	WHERE purchase_days(seen) IS DISTINCT FROM nullif(days, 0) OR first_purchase(seen) IS DISTINCT FROM first OR last_purchase(seen) IS DISTINCT FROM last OR frequency(seen) IS DISTINCT FROM nullif(days, 0) - 1
		OR monetary(seen) IS NOT NULL OR total_spend(seen) IS NOT NULL
$$, 'and without amounts');
SELECT is((SELECT count(*) FROM histories WHERE first_purchase(h) IS NULL AND purchase_days(h) = 0 AND total_spend(h) = -5.25), (SELECT count(*) FROM generate_series(1, 430, 7) c WHERE c > 400), 'refunds only');

-- rows, frames, parts and workers
SELECT is_empty($$
	SELECT c FROM histories JOIN (SELECT c, purchase_agg(day, amount ORDER BY day, n) AS up, purchase_agg(day, amount ORDER BY day DESC, amount) AS down, purchase_agg(day, amount ORDER BY random()) AS mixed FROM events GROUP BY c) AS o USING (c)
	WHERE h <> up OR h <> down OR h <> mixed OR h::text <> mixed::text OR purchase_calendar_send(h) <> purchase_calendar_send(down) OR (h IS NULL) <> (up IS NULL) OR (h IS NULL) <> (mixed IS NULL)
$$, 'the order of rows leaves no trace');
SELECT is((SELECT count(DISTINCT h::text) FROM histories), (SELECT count(*) FROM (SELECT h FROM histories WHERE h IS NOT NULL GROUP BY h) AS g), 'equal histories are those of equal text');
SELECT is_empty($$
	SELECT c FROM histories JOIN (SELECT c, rollup(p ORDER BY random()) AS r FROM (SELECT c, part, purchase_agg(day, amount) AS p FROM events GROUP BY c, part) AS s GROUP BY c) AS r USING (c) WHERE h IS DISTINCT FROM r
$$, 'parts roll up to the whole');
SELECT is_empty($$
	SELECT c FROM histories JOIN (SELECT c, purchase_agg(day, amount) FILTER (WHERE half) AS a, purchase_agg(day, amount) FILTER (WHERE NOT half) AS b FROM events GROUP BY c) AS s USING (c)
	WHERE h IS DISTINCT FROM a + b OR h IS DISTINCT FROM b + a
$$, 'as two do by +');
SELECT is_empty($$
	SELECT c FROM histories JOIN (SELECT c, purchase_agg(day) FILTER (WHERE half) AS a, purchase_agg(day) FILTER (WHERE NOT half) AS b FROM events WHERE amount >= 0 GROUP BY c) AS s USING (c) WHERE seen IS DISTINCT FROM a + b
$$, 'without amounts, too');
SELECT is_empty('SELECT c FROM histories WHERE h + NULL IS DISTINCT FROM h OR NULL + h IS DISTINCT FROM h', 'NULL is no purchases');
SELECT ok((SELECT NULL::purchase_calendar + NULL IS NULL AND rollup(NULL::purchase_calendar) IS NULL AND purchase_agg(NULL::date) IS NULL AND purchase_agg(NULL::date, 1) IS NULL AND purchase_agg(date '2024-01-01', NULL) IS NULL), 'of nothing there is no history');
SELECT is_empty('SELECT c FROM histories JOIN (SELECT c, purchase_agg(day, amount) AS p FROM events WHERE day IS NOT NULL AND amount IS NOT NULL GROUP BY c) AS s USING (c) WHERE h IS DISTINCT FROM p', 'rows with a NULL are skipped');
SELECT is((SELECT array_agg(c ORDER BY c) FROM histories WHERE h IS NULL), (SELECT array_agg(c) FROM generate_series(401, 440) c WHERE (c % 5 = 1 OR c % 3 = 1) AND (c % 7 <> 1 OR c > 430)), 'and leave no history alone');
SELECT is_empty($$
	SELECT c FROM (SELECT c, n, purchase_agg(day, amount) OVER (PARTITION BY c ORDER BY n) AS w, purchase_agg(day, amount) OVER (PARTITION BY c) AS whole FROM events WHERE c < 90) AS w JOIN histories USING (c)
	WHERE whole IS DISTINCT FROM h OR w IS DISTINCT FROM (SELECT purchase_agg(day, amount) FROM events AS e WHERE e.c = w.c AND e.n <= w.n)
$$, 'histories over a window');
SELECT is_empty($$
	SELECT c FROM (SELECT c, part, rollup(p) OVER (PARTITION BY c ORDER BY part) AS w FROM (SELECT c, part, purchase_agg(day, amount) AS p FROM events WHERE c < 90 GROUP BY c, part) AS s) AS w
	WHERE w IS DISTINCT FROM (SELECT purchase_agg(day, amount) FROM events AS e WHERE e.c = w.c AND e.part <= w.part)
$$, 'and merged over one');
SELECT is_empty($$
	SELECT c FROM (SELECT c, n, purchase_agg(day, amount) OVER (PARTITION BY c ORDER BY n ROWS 3 PRECEDING) AS w FROM events WHERE c < 60) AS w
	WHERE w IS DISTINCT FROM (SELECT purchase_agg(day, amount) FROM (SELECT * FROM events AS e WHERE e.c = w.c AND e.n <= w.n ORDER BY n DESC LIMIT 4) AS l)
$$, 'and over a moving one');

-- an earlier first day
CREATE TABLE joined AS SELECT purchase_agg(d, a) AS late, purchase_agg(date '2024-01-01', 100) AS early FROM (VALUES (date '2024-02-01', 30.5), ('2024-03-01', 10)) AS v(d, a), (SELECT 1) AS one;
SELECT is((SELECT (frequency(late), monetary(late))::text FROM joined), '(1,10)', 'the first day does not count');
SELECT is((SELECT (frequency(late + early), monetary(late + early), recency(late + early, unit => 'day'), first_purchase(late + early))::text FROM joined),
	'(2,20.25,60,2024-01-01)', 'until an earlier one is known');
SELECT is((SELECT (frequency(late + purchase_agg), monetary(late + purchase_agg))::text FROM joined, (SELECT purchase_agg(date '2024-02-01', -30.75)) AS r GROUP BY late, purchase_agg), '(0,)', 'or it is refunded');

-- digits
CREATE TABLE large AS SELECT n, date '2020-01-01' + n % 300 AS day,
	CASE WHEN random() < 0.4 THEN -1 ELSE 1 END * (SELECT string_agg(CASE WHEN d = 1 THEN 1 + floor(random() * 9) ELSE floor(random() * 10) END::text, '')::numeric + n * 0 FROM generate_series(1, 30) d) * 10.0 ^ -(n % 12) AS amount FROM generate_series(1, 2000) n;
UPDATE large SET amount = trim_scale(amount);
SELECT is((SELECT count(*) FROM large WHERE scale(amount) = 0 OR length(translate(abs(amount)::text, '.', '')) >= 26), 2000::bigint, 'amounts of 30 digits, fewer only where zeros end them');
SELECT is((SELECT total_spend(purchase_agg(day, amount)) FROM large WHERE n % 12 < 6), (SELECT sum(amount) FROM large WHERE n % 12 < 6), 'are summed exactly');
SELECT is((SELECT total_spend(rollup(h)) FROM (SELECT purchase_agg(day, amount) AS h FROM large WHERE n % 12 < 6 GROUP BY n % 17) AS s), (SELECT sum(amount) FROM large WHERE n % 12 < 6), 'and merged exactly');
SELECT ok((SELECT h::text::purchase_calendar = h AND near(monetary(h), m::float8, 1e-12) FROM (SELECT purchase_agg(day, amount) AS h FROM large WHERE n % 12 < 6 AND amount > 0) AS a,
	(SELECT avg(net) AS m FROM (SELECT day, sum(amount) AS net FROM large WHERE n % 12 < 6 AND amount > 0 GROUP BY day ORDER BY day OFFSET 1) AS d) AS b), 'and go through text, and into means');
SELECT is((SELECT total_spend(purchase_agg(date '2024-01-01', a)) FROM unnest('{99999999999999999999999999999999999999,-99999999999999999999999999999999999998}'::numeric[]) a), 1::numeric, 'of up to 38 digits');

-- text and binary
SELECT is_empty('SELECT c FROM histories WHERE h::text::purchase_calendar IS DISTINCT FROM h OR seen::text::purchase_calendar IS DISTINCT FROM seen OR h::jsonb::text::purchase_calendar IS DISTINCT FROM h', 'histories go through text');
DO $$
BEGIN
	EXECUTE format('COPY histories TO %L WITH (FORMAT binary)', current_setting('data_directory') || '/histories.copy');
	CREATE TEMP TABLE copied (LIKE histories);
	EXECUTE format('COPY copied FROM %L WITH (FORMAT binary)', current_setting('data_directory') || '/histories.copy');
END $$;
SELECT is((SELECT count(*) FROM copied), (SELECT count(*) FROM histories), 'histories are copied');
SELECT is_empty('SELECT c FROM histories JOIN copied AS k USING (c) WHERE histories.h IS DISTINCT FROM k.h OR histories.seen IS DISTINCT FROM k.seen OR purchase_calendar_send(k.h) <> purchase_calendar_send(histories.h)', 'and go through binary');

-- ---------- models ----------

-- 3000 customers who purchase at random until they leave, of different rates
CREATE TABLE buyers AS SELECT c, -0.3 * ln(1 - random()) AS rate, ln(1 - random()) / (0.025 * ln(1 - random())) AS life, floor(random() * 84)::int AS joined, -20 * ln(1 - random()) - 20 * ln(1 - random()) + 5 AS spend
	FROM generate_series(1, 3000) c;
CREATE TABLE orders AS SELECT c, joined AS at, round((spend * (0.5 + random()))::numeric, 2) AS amount FROM buyers;
INSERT INTO orders SELECT c, at, round((spend * (0.5 + random()))::numeric, 2)
	FROM (SELECT c, spend, life, joined, joined + 7 * sum(-ln(1 - random()) / rate) OVER (PARTITION BY c ORDER BY k) AS at FROM buyers, generate_series(1, 120) k) AS s
	WHERE at < joined + 7 * life AND at < 400;
CREATE TABLE customers AS SELECT c, purchase_agg(date '2024-01-01' + floor(at)::int, amount) AS h, purchase_agg(date '2024-01-01' + floor(at)::int) AS seen FROM orders GROUP BY c;
CREATE TABLE summaries AS SELECT c, s.* FROM customers, purchase_summary(h, '2024-10-01') AS s WHERE s.tenure IS NOT NULL;
ANALYZE customers, summaries;
-- the same by occasions, the weeks of the calendar behind that of the first purchase
CREATE FUNCTION opportunities(as_of date) RETURNS TABLE (c int, frequency bigint, recency float8, tenure float8, monetary float8) LANGUAGE SQL STABLE AS $$
	SELECT c, count(DISTINCT k) FILTER (WHERE k BETWEEN 1 AND n), coalesce(max(k) FILTER (WHERE k BETWEEN 1 AND n), 0), n,
		sum(100 * amount) FILTER (WHERE k BETWEEN 1 AND n)::float8 / nullif(100 * count(DISTINCT k) FILTER (WHERE k BETWEEN 1 AND n), 0)
	FROM (SELECT c, amount, ((date_trunc('week', day::timestamp)::date - date_trunc('week', first::timestamp)::date) / 7)::float8 AS k,
			greatest((date_trunc('week', as_of + interval '1 day')::date - date_trunc('week', first::timestamp)::date) / 7 - 1, 0)::float8 AS n
		FROM (SELECT c, amount, date '2024-01-01' + floor(at)::int AS day, min(date '2024-01-01' + floor(at)::int) OVER (PARTITION BY c) AS first FROM orders) AS o WHERE day <= as_of) AS q GROUP BY c, n
$$;
CREATE TABLE rows AS SELECT kind, s.* FROM summaries AS s, unnest('{bg/nbd,mbg/nbd,pareto/nbd}'::text[]) AS kind UNION ALL SELECT 'bg/bb', o.* FROM opportunities('2024-10-01') AS o;
CREATE TABLE models AS SELECT kind, clv_fit(h, '2024-10-01', kind) AS m FROM customers, unnest('{bg/nbd,mbg/nbd,pareto/nbd,bg/bb}'::text[]) AS kind GROUP BY kind;
ANALYZE models;

SELECT is((s.customers, s.repeat_customers, s.model, s.unit, s.converged)::text, (SELECT (count(*), count(*) FILTER (WHERE frequency > 0), s.model, 'week', true)::text FROM rows AS r WHERE r.kind = s.model), kind || ' converges') FROM models, clv_model_summary(m) AS s;
SELECT is((SELECT count(*) FROM models, clv_params(m) WHERE estimate > 0 AND low < estimate AND estimate < high AND se > 0), 28::bigint, 'with seven parameters each');
SELECT is(clv_fit(frequency, recency, tenure, monetary, kind), m, 'a fit from histories is one from their summaries: ' || kind) FROM rows JOIN models USING (kind) GROUP BY kind, m;
SELECT is((SELECT clv_fit(frequency, recency, tenure, monetary) FROM summaries), (SELECT clv_fit(h, '2024-10-01') FROM customers), 'bg/nbd by week is the default');
SELECT is((SELECT clv_fit(h, '2024-10-01') FROM customers), (SELECT m FROM models WHERE kind = 'bg/nbd'), 'of histories, too');
SELECT is((SELECT clv_fit(s.frequency, s.recency, s.tenure, s.monetary, 'bg/nbd', u) FROM customers, purchase_summary(h, '2024-08-01', u) AS s), (SELECT clv_fit(h, '2024-08-01', 'bg/nbd', u) FROM customers), 'by ' || u) FROM unnest('{day,week,month}'::text[]) u;
SELECT is((SELECT clv_fit(frequency, recency, tenure) FROM summaries), (SELECT clv_fit(seen, '2024-10-01') FROM customers), 'and without amounts');
SELECT is((SELECT clv_fit(h, '2024-10-01', kind ORDER BY random()) FROM customers), m, 'the order of rows leaves no trace: ' || kind) FROM models;
SELECT is((SELECT clv_fit(frequency, recency, tenure, monetary ORDER BY recency DESC, c) FROM summaries), (SELECT m FROM models WHERE kind = 'bg/nbd'), 'nor that of summaries');
SELECT is((SELECT count(*) FROM (SELECT clv_fit(h, '2024-10-01', 'bg/nbd') OVER () AS w FROM customers) AS s WHERE w = (SELECT m FROM models WHERE kind = 'bg/nbd')), 3000::bigint, 'a fit over a window');
SELECT is_empty($$
	SELECT k FROM (SELECT DISTINCT ON (k) k, clv_fit(h, '2024-10-01') OVER (ORDER BY k) AS w FROM (SELECT c % 4 AS k, h FROM customers) AS q) AS w WHERE w IS DISTINCT FROM (SELECT clv_fit(h, '2024-10-01') FROM customers WHERE c % 4 <= k)
$$, 'and over a growing one');
SELECT is_empty('SELECT kind FROM models WHERE m::text::fitted_clv <> m OR m::jsonb::text::fitted_clv <> m OR m::text::fitted_clv::text <> m::text', 'models go through text');
DO $$
BEGIN
	EXECUTE format('COPY models TO %L WITH (FORMAT binary)', current_setting('data_directory') || '/models.copy');
	CREATE TABLE copied_models (LIKE models);
	EXECUTE format('COPY copied_models FROM %L WITH (FORMAT binary)', current_setting('data_directory') || '/models.copy');
END $$;
SELECT is((SELECT count(*) FROM models JOIN copied_models AS k USING (kind) WHERE models.m = k.m), 4::bigint, 'and through binary');
SELECT isnt(a.m, b.m, a.kind || ' is not ' || b.kind) FROM models AS a JOIN models AS b ON a.kind < b.kind;
SELECT is((SELECT clv_fit(NULL::purchase_calendar, '2024-10-01')), NULL, 'of nobody there is no model');
SELECT is((SELECT clv_fit(h, '2024-10-01') FROM (SELECT h FROM customers UNION ALL SELECT purchase_agg(date '2024-10-02', 5) UNION ALL SELECT NULL) AS s), (SELECT m FROM models WHERE kind = 'bg/nbd'), 'who comes later is not there yet');

-- Rows of a tally are those of GROUP BY, in the order of ORDER BY, whether their numbers are small and whole or not.
CREATE TABLE unsorted AS SELECT kind, x, CASE WHEN x > 0 THEN tx * scale + shift END AS tx, t * scale + shift AS t, CASE WHEN x > 0 THEN m END AS m FROM (SELECT abs(hashint4(g)) % 5 AS x, 1 + abs(hashint4(g + 1)) % 40 AS tx,
	41 + abs(hashint4(g + 2)) % 700 AS t, abs(hashint4(g + 3)) % 300 / 7.0::float8 AS m FROM generate_series(1, 6000) AS g) AS s, (VALUES ('whole', 1::float8, 0::float8), ('fractions', 1 / 7.0::float8, 0), ('large', 1e7, 1e10), ('close', 1e-9, 1000)) AS k(kind, scale, shift);
INSERT INTO unsorted SELECT 'both', x, tx, t, m FROM unsorted WHERE kind IN ('whole', 'fractions');
SELECT results_eq(format('SELECT frequency, recency, tenure%s, customers FROM clv_tally_table((SELECT clv_tally_agg(x, coalesce(tx, 0), t%s, ''day'') FROM unsorted WHERE kind = %L))', name, given, kind),
	format('SELECT x::float8, coalesce(tx, 0), t%s, count(*) FROM unsorted WHERE kind = %L GROUP BY x, tx, t%1$s ORDER BY x, tx, t%1$s', given, kind), 'rows of ' || kind || ' numbers' || name)
	FROM (VALUES ('whole'), ('fractions'), ('large'), ('close'), ('both')) AS k(kind), (VALUES ('', ''), (', monetary', ', m')) AS s(name, given);

-- Rows that are met again are counted with those before, and are forgotten when many are sorted.
CREATE TABLE met AS SELECT n, CASE WHEN again THEN 0 ELSE 1 + abs(hashint8(n + 2)) % 50 END::float8 AS x, CASE WHEN again THEN 0 ELSE 1 + abs(hashint8(n + 1)) % 300 END::float8 AS tx, 300 + abs(hashint8(n)) % 700 AS t
	FROM (SELECT n, abs(hashint8(n + 3)) % 10 < 4 AS again FROM generate_series(1::bigint, 1000000) AS n) AS s;
CREATE FUNCTION digest_of(x float8, tx float8, t float8, n bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT hash_record_extended((x, tx, t, n), 7)::numeric $$;
SELECT results_eq(format('SELECT count(*), sum(customers), sum(digest_of(frequency, recency, tenure, customers)) FROM clv_tally_table((SELECT clv_tally_agg(x, tx, t, ''day'') FROM met WHERE %s))', which),
	format('SELECT count(*), sum(n), sum(digest_of(x, tx, t, n)) FROM (SELECT x, tx, t, count(*) AS n FROM met WHERE %s GROUP BY x, tx, t) AS s', which), 'rows that are met again, ' || which)
	FROM unnest(ARRAY['true', 'n <= 30000', 'x = 0', 'x > 0', 'n <= 500000 AND x > 0 OR n > 990000']) AS which;

-- a gift every 1 January
SELECT results_eq(format($$SELECT c.* FROM clv_tally_table((SELECT clv_tally_agg(h, %L, 'calendar year') FROM (SELECT purchase_agg(make_date(y, 1, 1)) AS h FROM generate_series(2015, 2021) AS y) AS s)) AS c$$, as_of),
	format('SELECT %s::float8, %1$s::float8, %1$s::float8, NULL::float8, 1::bigint', n), 'seven gifts as of ' || as_of) FROM (VALUES (date '2021-12-31', 6), ('2021-06-30', 5), ('2020-12-31', 5), ('2015-12-31', 0)) AS v(as_of, n);
SELECT is(p_alive(m, h, '2021-12-31'), p_alive(m, 6, 6, 6), 'and the readings of them') FROM make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}', 'year') AS m, (SELECT purchase_agg(make_date(y, 1, 1)) AS h FROM generate_series(2015, 2021) AS y) AS s;

-- readings: by history as by columns
CREATE TABLE readings AS SELECT kind, m, c, h, s.* FROM models, customers, purchase_summary(h, '2024-09-01') AS s WHERE c % 5 = 0 AND kind <> 'bg/bb'
	UNION ALL SELECT kind, m, c, h, frequency, recency, tenure, monetary FROM models, customers JOIN opportunities('2024-09-01') AS o USING (c) WHERE c % 5 = 0 AND kind = 'bg/bb';
SELECT is((SELECT count(DISTINCT c) FROM readings), 600::bigint, 'readings of 600 customers');
SELECT is_empty($$
	SELECT kind, c FROM readings
	WHERE p_alive(m, h, '2024-09-01') IS DISTINCT FROM p_alive(m, frequency, recency, tenure)
		OR expected_purchases(m, 26, h, '2024-09-01') IS DISTINCT FROM expected_purchases(m, 26, frequency, recency, tenure)
		OR expected_spend(m, h, '2024-09-01') IS DISTINCT FROM expected_spend(m, frequency, monetary)
		OR (kind <> 'bg/bb' AND expected_spend(m, h) IS DISTINCT FROM expected_spend(m, frequency(h), monetary(h)))
		OR clv(m, 26, 0.1, h, '2024-09-01') IS DISTINCT FROM clv(m, 26, 0.1, frequency, recency, tenure, monetary)
$$, 'readings by history are those by columns');
SELECT is_empty($$SELECT kind FROM models, (SELECT purchase_agg(date '2024-10-02', 5) AS h) AS s
	WHERE p_alive(m, h, '2024-10-01') IS NOT NULL OR expected_purchases(m, 9, h, '2024-10-01') IS NOT NULL OR clv(m, 9, 0.1, h, '2024-10-01') IS NOT NULL$$, 'and NULL before the first purchase');
SELECT is_empty('SELECT kind, c FROM readings WHERE NOT p_alive(m, frequency, recency, tenure) BETWEEN 0 AND 1 OR NOT expected_purchases(m, 26, frequency, recency, tenure) >= expected_purchases(m, 13, frequency, recency, tenure)
	OR expected_purchases(m, 0, frequency, recency, tenure) <> 0', 'probabilities are such, and expectations grow');
SELECT is_empty($$
	SELECT kind, a.c FROM (SELECT *, clv(m, 40, 0.15, frequency, recency, tenure, monetary) AS v, clv(m, 40, 0.15, frequency, recency, tenure, 3 * monetary + 1) AS w FROM readings WHERE frequency > 0) AS a
	WHERE NOT near(v / expected_spend(m, frequency, monetary), w / expected_spend(m, frequency, 3 * monetary + 1), 1e-9)
		OR NOT v / expected_spend(m, frequency, monetary) <= expected_purchases(m, 40, frequency, recency, tenure)
		OR NOT v / expected_spend(m, frequency, monetary) >= 1.15 ^ (-40 * 7 / 365.25) * expected_purchases(m, 40, frequency, recency, tenure) * (1 - 1e-9)
$$, 'clv is expected spend times the value of purchases of one unit, between those now and those at the end');
SELECT is_empty('SELECT kind, c FROM readings WHERE NOT near(clv(m, 40, 0, frequency, recency, tenure, monetary), expected_spend(m, frequency, monetary) * expected_purchases(m, 40, frequency, recency, tenure), 1e-9)', 'without discount, of all purchases');
SELECT ok(near(clv(m, 'infinity', 0.15, 2, 30.43, 38.86, 30), clv(m, 20000, 0.15, 2, 30.43, 38.86, 30), 1e-6), 'a life without end is a long one: ' || kind) FROM models WHERE kind = 'pareto/nbd';
SELECT ok(near(expected_purchases(make_clv_model('pareto/nbd', '{"r":0.553,"alpha":10.578,"s":4.606,"beta":11.669}'), 'infinity', 2, 30.43, 38.86),
	expected_purchases(make_clv_model('pareto/nbd', '{"r":0.553,"alpha":10.578,"s":4.606,"beta":11.669}'), 1e7, 2, 30.43, 38.86), 1e-9), 'and its purchases are finite where s > 1');
SELECT ok(near((SELECT sum(purchase_probability(m, 20, n)) FROM generate_series(0, 400) n), 1, 1e-6), 'probabilities of purchases add up: ' || kind) FROM models WHERE kind <> 'bg/bb';
SELECT ok(near((SELECT sum(n * purchase_probability(m, 20, n)) FROM generate_series(0, 400) n), expected_purchases(m, 20), 1e-6), 'to the expectation: ' || kind) FROM models WHERE kind <> 'bg/bb';

-- known values
SELECT ok(near(p_alive(m, x, t_x, 38.86), alive, 1e-9), format('%s: p_alive of (%s, %s): %s', kind, x, t_x, p_alive(m, x, t_x, 38.86)))
FROM (VALUES ('bg/nbd', '{"r":0.243,"alpha":4.414,"a":0.793,"b":2.426}', 2, 30.43, 0.726578570080672947, 1.22602817476714443), ('bg/nbd', '{"r":0.243,"alpha":4.414,"a":0.793,"b":2.426}', 0, 0, 1, 0.195098052011262596),
	('pareto/nbd', '{"r":0.553,"alpha":10.578,"s":0.606,"beta":11.669}', 2, 30.43, 0.869167559153011138, 1.45512319325760231)) AS v(kind, parameters, x, t_x, alive, purchases), make_clv_model(kind, parameters::jsonb) AS m;
SELECT ok(near(expected_purchases(m, 39, x, t_x, 38.86), purchases, 1e-9), format('%s: purchases of (%s, %s): %s', kind, x, t_x, expected_purchases(m, 39, x, t_x, 38.86)))
FROM (VALUES ('bg/nbd', '{"r":0.243,"alpha":4.414,"a":0.793,"b":2.426}', 2, 30.43, 1.22602817476714443), ('bg/nbd', '{"r":0.243,"alpha":4.414,"a":0.793,"b":2.426}', 0, 0, 0.195098052011262596),
	('pareto/nbd', '{"r":0.553,"alpha":10.578,"s":0.606,"beta":11.669}', 2, 30.43, 1.45512319325760231)) AS v(kind, parameters, x, t_x, purchases), make_clv_model(kind, parameters::jsonb) AS m;
-- expected spend with p, q, v: (v + x m) p / (p x + q - 1)
SELECT is_empty($$SELECT x, s FROM make_clv_model('bg/nbd', '{"r":0.243,"alpha":4.414,"a":0.793,"b":2.426,"p":6.25,"q":3.74,"v":15.44}') AS m, generate_series(0, 20) x, unnest('{1,15.5,400}'::float8[]) s
	WHERE NOT near(expected_spend(m, x, s), 6.25 * (15.44 + x * s) / (6.25 * x + 2.74), 1e-12)$$, 'spend by its formula');

-- contracts
CREATE TABLE contracts AS SELECT t AS tenure, true AS churned, (lag(alive, 1, 1000) OVER (ORDER BY t) - alive)::numeric AS customers FROM unnest('{631,468,382,326,289,262,241}'::int[]) WITH ORDINALITY AS v(alive, t) UNION ALL SELECT 7, false, 241;
CREATE TABLE renewals AS SELECT tenure, churned FROM contracts, generate_series(1, customers::int);
CREATE TABLE sbg AS SELECT sbg_fit(tenure, churned, customers) AS m FROM contracts;
SELECT ok(near(estimate, value, 1e-6), format('sbg: %s is %s', parameter, estimate)) FROM sbg, clv_params(m) JOIN (VALUES ('alpha', 0.7040772984735162), ('beta', 1.1820430262094757)) AS v(parameter, value) USING (parameter);
SELECT is((SELECT array_agg(parameter) FROM sbg, clv_params(m)), '{alpha,beta}'::text[], 'and no more');
SELECT ok(near(log_likelihood, -1680.265188463287, 1e-9), 'sbg: the log-likelihood is ' || log_likelihood) FROM sbg, clv_model_summary(m);
SELECT is((SELECT customers FROM sbg, clv_model_summary(m)), 1000::bigint, 'of 1000 customers');
SELECT is((SELECT sbg_fit(tenure, churned ORDER BY random()) FROM renewals), m, 'counts are repeated rows') FROM sbg;
SELECT is((SELECT sbg_fit(tenure, churned, customers / 8 ORDER BY random()) FROM contracts, generate_series(1, 8)), m, 'also in eighths') FROM sbg;
SELECT is((SELECT sbg_fit(tenure, churned) OVER () FROM renewals LIMIT 1), m, 'and over a window') FROM sbg;
SELECT is(m::text::fitted_clv, m, 'sbg goes through text') FROM sbg;
SELECT ok(bool_and(near(survival, s, 1e-9)), 'survival is its product of retention rates') FROM sbg, (SELECT period, survival, exp(sum(ln(coalesce(retention_rate, 1))) OVER (ORDER BY period)) AS s FROM sbg, retention_forecast(m, 30)) AS f;
SELECT ok(bool_and(near(retention_rate, (b + period - 1) / (a + b + period - 1), 1e-12)), 'which have their formula') FROM sbg, retention_forecast(m, 30), (SELECT max(estimate) FILTER (WHERE parameter = 'alpha') AS a, max(estimate) FILTER (WHERE parameter = 'beta') AS b FROM sbg, clv_params(m)) AS p WHERE period > 0;
SELECT ok(near(expected_lifetime(m, 0.1), (SELECT sum(survival / 1.1 ^ period) FROM retention_forecast(m, 600)), 1e-9), 'and expected lifetime is the sum of survival') FROM sbg;

-- ---------- types ----------

CREATE TABLE typed AS SELECT frequency::smallint AS f_smallint, frequency::int AS f_int, frequency AS f_bigint, frequency::numeric AS f_numeric, frequency::float8 AS f_float8,
	round(recency)::smallint AS r_smallint, round(recency)::int AS r_int, round(recency)::bigint AS r_bigint, round(recency)::numeric AS r_numeric, round(recency) AS r_float8,
	(round(tenure) + 1)::smallint AS t_smallint, (round(tenure) + 1)::int AS t_int, (round(tenure) + 1)::bigint AS t_bigint, (round(tenure) + 1)::numeric AS t_numeric, round(tenure) + 1 AS t_float8,
	round(monetary)::smallint AS m_smallint, round(monetary)::int AS m_int, round(monetary)::bigint AS m_bigint, round(monetary)::numeric AS m_numeric, round(monetary) AS m_float8
FROM summaries WHERE frequency = 0 OR round(recency) > 0;
CREATE FUNCTION value_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE value text;
BEGIN
	EXECUTE 'SELECT (' || query || ')::text FROM typed' INTO value;
	RETURN value;
END $$;
CREATE TABLE calls AS SELECT * FROM (VALUES ('clv_fit(f_?, r_?, t_?)'), ('clv_fit(f_?, r_?, t_?, ''mbg/nbd'')'), ('clv_fit(f_?, r_?, t_?, ''bg/nbd'', ''day'')'), ('clv_fit(f_?, r_?, t_?, m_?)'), ('clv_fit(f_?, r_?, t_?, m_?, ''mbg/nbd'')'), ('clv_fit(f_?, r_?, t_?, m_?, ''bg/nbd'', ''day'')'),
	('sum(p_alive((SELECT m FROM models WHERE kind = ''bg/nbd''), f_?, r_?, t_?)::numeric)'), ('sum(expected_purchases((SELECT m FROM models WHERE kind = ''bg/nbd''), 3::@, f_?, r_?, t_?)::numeric)'), ('sum(expected_purchases((SELECT m FROM models WHERE kind = ''bg/nbd''), t_?)::numeric)'),
	('sum(expected_spend((SELECT m FROM models WHERE kind = ''bg/nbd''), f_?, m_?)::numeric)'), ('sum(clv((SELECT m FROM models WHERE kind = ''bg/nbd''), 3::@, 1::@, f_?, r_?, t_?, m_?)::numeric)')) AS v(call);
SELECT is(value_of(replace(replace(call, '?', type), '@', type)), value_of(replace(replace(call, '?', 'float8'), '@', 'float8')), replace(replace(call, '?', type), '@', type)) FROM calls, unnest('{smallint,int,bigint,numeric}'::text[]) AS type;
SELECT isnt(value_of(replace(replace(call, '?', 'float8'), '@', 'float8')), NULL, replace(replace(call, '?', 'float8'), '@', 'float8')) FROM calls;
SELECT is(value_of('sum(clv((SELECT m FROM models WHERE kind = ''bg/nbd''), 3, 0.1, f_int, r_numeric, t_smallint, m_float8)::numeric)'), value_of('sum(clv((SELECT m FROM models WHERE kind = ''bg/nbd''), 3, 0.1, f_float8, r_float8, t_float8, m_float8)::numeric)'), 'types may be mixed');
SELECT is((xpath('//m/text()', query_to_xml(format('SELECT sbg_fit(tenure::%s, churned%s) AS m FROM renewals', type, counts), false, false, '')))[1]::text::fitted_clv, m, format('sbg_fit(%s%s)', type, counts))
	FROM sbg, unnest('{smallint,int,bigint}'::text[]) type, unnest(ARRAY['', ', 1::smallint', ', 1', ', 1::bigint', ', 1.0']) counts;

CREATE TABLE bought AS SELECT day AS date, day::timestamp + interval '23:59:59.999999' AS timestamp, day::timestamptz + interval '5 hours' AS timestamptz, n::smallint AS smallint, n AS int, n::bigint AS bigint, n::numeric AS numeric, n::real AS real, n::float8 AS float8, n::int::money AS money
	FROM (SELECT date '2024-03-01' + i * 5 AS day, 1 + i % 9 AS n FROM generate_series(1, 80) i) AS s;
CREATE FUNCTION history_of(at text, amount text) RETURNS purchase_calendar LANGUAGE plpgsql AS $$
DECLARE h purchase_calendar;
BEGIN
	EXECUTE format('SELECT purchase_agg(%I%s) FROM bought', at, ', ' || quote_ident(amount)) INTO h;
	RETURN h;
END $$;
SELECT is(history_of(at, amount), (SELECT purchase_agg(date, numeric) FROM bought), format('purchase_agg(%s, %s)', at, amount)) FROM unnest('{date,timestamp,timestamptz}'::text[]) at, unnest('{smallint,int,bigint,numeric}'::text[]) amount;
SELECT throws_ok(format('SELECT purchase_agg(%I, %I) FROM bought', at, amount), '42883', NULL, format('purchase_agg(%s, %s) is refused', at, amount)) FROM unnest('{date,timestamp,timestamptz}'::text[]) at, unnest('{real,float8,money}'::text[]) amount;
SELECT is((SELECT purchase_agg(timestamp) FROM bought), (SELECT purchase_agg(date) FROM bought), 'and without amounts');
SELECT is((SELECT purchase_agg(timestamptz) FROM bought), (SELECT purchase_agg(date) FROM bought), 'of points in time');
SET TIME ZONE 'America/New_York';
SELECT is((SELECT purchase_agg(timestamptz, int) FROM bought WHERE date BETWEEN '2024-04-01' AND '2024-10-01'), (SELECT purchase_agg(date, int) FROM bought WHERE date BETWEEN '2024-04-01' AND '2024-10-01'), 'days are the session''s: five hours after midnight in London is one in the summer of New York');
SELECT is((SELECT purchase_agg(timestamptz - interval '2 hours', int) FROM bought), (SELECT purchase_agg(date - 1, int) FROM bought), 'and two hours before that is yesterday');
SET TIME ZONE 'UTC';

-- ---------- workers ----------

CREATE TABLE serial AS SELECT purchase_agg(day, amount) AS h, purchase_agg(day) AS seen FROM events WHERE day IS NOT NULL;
CREATE TABLE repeated AS SELECT tenure, churned FROM renewals;
ANALYZE repeated;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
ALTER FUNCTION sbg_fit_final(survival_tally) COST 1;
ALTER FUNCTION clv_fit_final(clv_tally) COST 1;	-- beside its own cost, a scan so small is not worth workers
SELECT matches(plan_of(query), 'Partial.*Aggregate', 'workers take part in ' || query) FROM (VALUES ('SELECT purchase_agg(day, amount) FROM events'), ('SELECT c % 3, purchase_agg(day, amount) FROM events GROUP BY 1'), ('SELECT rollup(h) FROM histories'),
	('SELECT clv_fit(h, ''2024-10-01'') FROM customers'), ('SELECT clv_fit(frequency, recency, tenure, monetary) FROM summaries'), ('SELECT sbg_fit(tenure, churned) FROM repeated')) AS v(query);
SELECT is((SELECT purchase_agg(day, amount) FROM events), (SELECT h FROM serial), 'and give the serial history');
SELECT is((SELECT purchase_agg(day) FROM events), (SELECT seen FROM serial), 'without amounts, too');
SELECT is((SELECT rollup(h) FROM histories), (SELECT h FROM serial), 'and when merged');
SELECT is_empty('SELECT h FROM (SELECT c, purchase_agg(day, amount) AS p FROM events GROUP BY c) AS s JOIN histories USING (c) WHERE h IS DISTINCT FROM p', 'and by customer');
SELECT matches(plan_of(format('SELECT clv_fit(h, ''2024-10-01'', %L) FROM customers', kind)), 'Partial.*Aggregate', 'workers fit ' || kind) FROM models;
SELECT is((SELECT clv_fit(h, '2024-10-01', 'bg/nbd') FROM customers), (SELECT m FROM models WHERE kind = 'bg/nbd'), 'the serial model, bg/nbd');
SELECT is((SELECT clv_fit(h, '2024-10-01', 'mbg/nbd') FROM customers), (SELECT m FROM models WHERE kind = 'mbg/nbd'), 'mbg/nbd');
SELECT is((SELECT clv_fit(h, '2024-10-01', 'pareto/nbd') FROM customers), (SELECT m FROM models WHERE kind = 'pareto/nbd'), 'pareto/nbd');
SELECT is((SELECT clv_fit(h, '2024-10-01', 'bg/bb') FROM customers), (SELECT m FROM models WHERE kind = 'bg/bb'), 'bg/bb');
SELECT is((SELECT clv_fit(frequency, recency, tenure, monetary) FROM summaries), (SELECT m FROM models WHERE kind = 'bg/nbd'), 'of summaries');
SELECT is((SELECT sbg_fit(tenure, churned) FROM repeated), (SELECT m FROM sbg), 'and sbg');
SELECT is((SELECT clv_fit(h, '2024-10-01') FROM customers WHERE c < 0), NULL, 'workers without rows');

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT purchase_agg(now(), 1) + purchase_agg(now())', '22023'), ('SELECT purchase_agg(''infinity''::date, 1)', '22003'), ('SELECT purchase_agg(now(), ''NaN'')', '22003'), ('SELECT purchase_agg(now(), 1e39)', '22003'), ('SELECT purchase_agg(now(), 1e-39)', '22003'),
	('SELECT recency(purchase_agg(now(), 1), unit => ''quarter'')', '22023'), ('SELECT recency(purchase_agg(now(), 1), unit => ''hour'')', '22023'), ('SELECT ''{}''::purchase_calendar', '22P02'), ('SELECT ''{}''::fitted_clv', '22P02'),
	('SELECT make_clv_model(''x'', ''{}'')', '22023'),
	('SELECT clv_fit(frequency, recency, tenure, ''sbg'') FROM summaries', '22023'), ('SELECT expected_spend(make_clv_model(''bg/nbd'', ''{"r":1,"alpha":1,"a":1,"b":1}''), 1, 1)', '22023'),
	('SELECT clv(m, 1, -1, 1, 1, 2, 1) FROM models', '22003')
) v(sql, state);

-- Beyond any number that means something: half a minute of arithmetic that nothing could stop, NaN, and Infinity they were.
SELECT throws_ok(sql, '22003', NULL, sql || ' is refused') FROM (VALUES
	($$SELECT expected_purchases(make_clv_model('bg/nbd', '{"r": 984609, "alpha": 47964529, "a": 0.00048446, "b": 7708.7138}'), 1e300)$$),
	($$SELECT purchase_probability(make_clv_model('pareto/nbd', '{"r": 1e6, "alpha": 1e-6, "s": 1e6, "beta": 1e-6}'), 1.7976931348623157e308, 8)$$),
	($$SELECT clv_simple(1.7976931348623157e308, 1, 1e-9)$$)
) v(sql);

-- Small purchases of one day that give way to one of many digits: what they leave must have room for it.
SELECT is_empty($$
	SELECT n FROM (
		SELECT n, total_spend(purchase_agg(date '2026-01-01' + CASE WHEN k <= n THEN 0 ELSE 3000000 END, CASE WHEN k <= n THEN 7 ELSE 1e36 + k END ORDER BY k)) AS got,
			sum(CASE WHEN k <= n THEN 7 ELSE 1e36 + k END) AS want
		FROM generate_series(1, 60) AS n, generate_series(1, n + 3) AS k GROUP BY n) AS s
	WHERE got <> want
$$, 'a history has room for what comes after a day of many purchases');

-- Lifetime value of a customer whose purchases bring 1 each (p = 1, q = 2, v = 1, and a mean spend of 1), times in
-- weeks: the integral of (1 + discount)^(-t / 365.25 days) over expected purchases, computed with 30 digits (mpmath).
CREATE TEMP TABLE discounted (model text, parameters jsonb, horizon float8, discount float8, x float8, t_x float8, t float8, value float8);
INSERT INTO discounted VALUES
	('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 0, 0.0, 38.86, 0.24099335629399315::float8),
	('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 1, "q": 2, "v": 1}', 156.5::float8, 0.15, 2, 30.43, 38.86, 2.9970531610437485::float8),
	('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 29, 37.0, 39.0, 112.14921551959185::float8),
	('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 300, 700.0, 730.0, 0.027320372373147843::float8),
	('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614, "p": 1, "q": 2, "v": 1}', 156.5::float8, 0.15, 0, 0.0, 38.86, 0.39693391590418632::float8),
	('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 2, 30.43, 38.86, 8.4148205696269238::float8),
	('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 0, 0.0, 0.0, 1.3663721707406495::float8),
	('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614, "p": 1, "q": 2, "v": 1}', 156.5::float8, 0.15, 300, 700.0, 730.0, 0.060449683744268743::float8),
	('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 0, 0.0, 38.86, 0.83586462502099463::float8),
	('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 2, 30.43, 38.86, 11.358510698097921::float8),
	('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 29, 37.0, 39.0, 144.06195268744296::float8),
	('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 0, 0.0, 0.0, 6.5509513269874846::float8),
	('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 300, 700.0, 730.0, 0.44421399929154827::float8),
	('bg/nbd', '{"r": 0.5, "alpha": 7, "a": 1, "b": 2.5, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 0, 0.0, 38.86, 2.8721612467093652::float8),
	('bg/nbd', '{"r": 0.5, "alpha": 7, "a": 1, "b": 2.5, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 29, 37.0, 39.0, 19.446582311475382::float8),
	('bg/nbd', '{"r": 0.5, "alpha": 7, "a": 1, "b": 2.5, "p": 1, "q": 2, "v": 1}', 156.5::float8, 0.15, 0, 0.0, 0.0, 2.8606056566786695::float8),
	('bg/nbd', '{"r": 0.5, "alpha": 7, "a": 1, "b": 2.5, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 300, 700.0, 730.0, 0.23294455715329543::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 1, "beta": 11.6, "p": 1, "q": 2, "v": 1}', 'infinity'::float8, 0.1, 0, 0.0, 38.86, 0.17224363299019424::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 1, "beta": 11.6, "p": 1, "q": 2, "v": 1}', 'infinity'::float8, 0.1, 2, 30.43, 38.86, 4.3073533991046037::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 1, "beta": 11.6, "p": 1, "q": 2, "v": 1}', 'infinity'::float8, 0.1, 29, 37.0, 39.0, 58.075402633665886::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 1, "beta": 11.6, "p": 1, "q": 2, "v": 1}', 'infinity'::float8, 0.1, 0, 0.0, 0.0, 2.0469324747865471::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 1, "beta": 11.6, "p": 1, "q": 2, "v": 1}', 'infinity'::float8, 0.1, 300, 700.0, 730.0, 0.16810093581466786::float8),
	('bg/nbd', '{"r": 2, "alpha": 10, "a": 0.2, "b": 0.3, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 2, 30.43, 38.86, 2.6666907277966228::float8),
	('bg/nbd', '{"r": 2, "alpha": 10, "a": 0.2, "b": 0.3, "p": 1, "q": 2, "v": 1}', 156.5::float8, 0.15, 29, 37.0, 39.0, 66.361925078874912::float8),
	('bg/nbd', '{"r": 2, "alpha": 10, "a": 0.2, "b": 0.3, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 0, 0.0, 0.0, 37.673392682038232::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 2.4, "beta": 5000, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 0, 0.0, 38.86, 0.53193836419871723::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 2.4, "beta": 5000, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 2, 30.43, 38.86, 2.5189656053470154::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 2.4, "beta": 5000, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 29, 37.0, 39.0, 29.202761682159241::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 2.4, "beta": 5000, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 0, 0.0, 0.0, 2.5669042144622507::float8),
	('pareto/nbd', '{"r": 0.55, "alpha": 10.5, "s": 2.4, "beta": 5000, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 300, 700.0, 730.0, 0.078546529199503841::float8),
	('mbg/nbd', '{"r": 30, "alpha": 12, "a": 0.8, "b": 2, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 0, 0.0, 38.86, 3.5184662374660283e-18::float8),
	('mbg/nbd', '{"r": 30, "alpha": 12, "a": 0.8, "b": 2, "p": 1, "q": 2, "v": 1}', 156.5::float8, 0.15, 2, 30.43, 38.86, 0.27476657000167336::float8),
	('mbg/nbd', '{"r": 30, "alpha": 12, "a": 0.8, "b": 2, "p": 1, "q": 2, "v": 1}', 520.0::float8, -0.05, 29, 37.0, 39.0, 122.41022579322298::float8),
	('mbg/nbd', '{"r": 30, "alpha": 12, "a": 0.8, "b": 2, "p": 1, "q": 2, "v": 1}', 52.0::float8, 0.1, 300, 700.0, 730.0, 0.0098356635527014027::float8);
SELECT is_empty($$
	SELECT * FROM (SELECT *, clv(make_clv_model(model, parameters), horizon, discount, x, t_x, t, 1) AS got FROM discounted) AS d
	WHERE NOT abs(got - value) <= 1e-9 * value
$$, 'lifetime values are those of the integral');

-- W2: guests who never return beside steady buyers have their highest maximum far from where a climb from ordinary parameters ends.
SET client_min_messages = error;
CREATE TABLE guests AS SELECT 0::float8 AS x, 0::float8 AS tx, (40 + i % 12)::float8 AS t FROM generate_series(0, 599) AS i
	UNION ALL SELECT 5 + i % 8, 38 + i % 12 - (i % 3) * 0.5, 40 + i % 12 FROM generate_series(0, 399) AS i;
SELECT ok((clv_model_summary(m)).log_likelihood > highest - 0.001 AND p_alive(m, 0, 0, 45) < 0.01, 'W2: ' || kind || ' of guests and buyers: guests have left')
FROM (SELECT kind, highest, clv_fit(x, tx, t, kind) AS m FROM guests, (VALUES ('mbg/nbd', -9773.922662), ('pareto/nbd', -9879.695057)) AS v(kind, highest) GROUP BY 1, 2) AS f;

-- D8: a segment without a model does not take the others along.
SELECT results_eq($$SELECT segment, count(m) FROM (SELECT i % 50 AS segment, clv_fit(x, tx, t) AS m FROM (SELECT row_number() OVER () AS i, * FROM guests) AS g
	WHERE i % 50 > 0 OR x = 0 GROUP BY 1) AS f GROUP BY 1 ORDER BY 1$$, $$SELECT g, (g > 0)::int::bigint FROM generate_series(0::bigint, 49) AS g ORDER BY 1$$, 'D8: 49 models, and a segment of guests alone that has none');

SELECT finish();
