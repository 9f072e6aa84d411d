-- Properties of the scorecard room: plain-SQL twins on random worlds, any frame, EXCLUDE, partitions and rows that are NULL, and what holds by definition.
SET client_min_messages = warning;
SET jit = off;
SET extra_float_digits = 1;
SELECT setseed(0.2030);
SELECT no_plan();

-- ---------- adjusted p-values: 200 worlds with ties and NULLs ----------

CREATE TABLE tests AS
SELECT world, n, CASE WHEN random() < 0.15 THEN NULL WHEN world % 3 = 0 THEN round((random() ^ 4)::numeric, 2) WHEN world % 3 = 1 THEN random() ^ 6 ELSE (ARRAY[0, 0.001, 0.5, 1])[1 + floor(4 * random())::int] END::float8 AS p
FROM generate_series(1, 200) AS world, generate_series(1, 1 + world * 7 % 40) AS n;
-- of each p-value: all of its world, those that are as small, and those that are smaller
CREATE TABLE ranked AS
SELECT a.world, a.n, a.p, count(b.p)::int AS m, count(*) FILTER (WHERE b.p <= a.p) AS up_to, count(*) FILTER (WHERE b.p < a.p) AS smaller FROM tests AS a JOIN tests AS b USING (world) WHERE a.p IS NOT NULL GROUP BY 1, 2, 3;
CREATE TABLE twins AS
SELECT world, n, r.p, least(1, m * r.p) AS bonferroni, least(1, min(q.p * m / q.up_to) FILTER (WHERE q.p >= r.p)) AS bh,
	least(1, min(q.p * m / q.up_to) FILTER (WHERE q.p >= r.p) * (SELECT sum(1.0::float8 / k) FROM generate_series(1, m) AS k)) AS by, least(1, max(q.p * (m - q.smaller)) FILTER (WHERE q.p <= r.p)) AS holm
FROM ranked AS r JOIN (SELECT world, p, up_to, smaller FROM ranked) AS q(world, p, up_to, smaller) USING (world) GROUP BY world, n, r.p, m;
CREATE TABLE adjusted AS SELECT world, n, p, p_adjust(p) OVER w AS bh, p_adjust(p, 'by') OVER w AS by, p_adjust(p, 'holm') OVER w AS holm, p_adjust(p, 'bonferroni') OVER w AS bonferroni
FROM tests WINDOW w AS (PARTITION BY world ORDER BY random() ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE CURRENT ROW);
SELECT cmp_ok((SELECT count(*) FROM twins), '>', 3000::bigint, 'there are worlds');
SELECT is_empty($$SELECT * FROM adjusted AS a JOIN twins AS t USING (world, n) WHERE NOT (abs(a.bh - t.bh) <= 1e-14 * t.bh AND abs(a.by - t.by) <= 1e-14 * t.by AND abs(a.holm - t.holm) <= 1e-14 * t.holm AND a.bonferroni = t.bonferroni)$$,
	'adjusted as by definition, whatever order and frame');
SELECT is((SELECT count(*) FROM adjusted AS a JOIN twins USING (world, n)), (SELECT count(*) FROM twins), 'all of them');
SELECT is_empty('SELECT * FROM adjusted WHERE (p IS NULL) <> (bh IS NULL) OR (p IS NULL) <> (holm IS NULL)', 'NULL stays NULL, and nothing else is');
SELECT is_empty('SELECT world, p FROM adjusted GROUP BY world, p HAVING count(DISTINCT bh) > 1 OR count(DISTINCT by) > 1 OR count(DISTINCT holm) > 1', 'ties are equal, to the last bit');
SELECT is_empty('SELECT * FROM adjusted WHERE NOT (p <= bh AND bh <= by AND bh <= holm * (1 + 1e-14) AND holm <= bonferroni AND bonferroni <= 1 AND by <= 1)', 'each is as strict as it is known to be');
SELECT is((SELECT count(*) FROM (SELECT p_adjust(p) OVER (PARTITION BY world) AS q FROM tests WHERE p IS NULL) AS s WHERE q IS NOT NULL), 0::bigint, 'partitions of NULLs only');

-- ---------- control limits: the chart by plain SQL, over any frame ----------

CREATE TABLE days AS
SELECT chart, day, CASE WHEN random() < 0.1 THEN NULL ELSE 30 + 10 * random() + day * (chart % 3) END AS value, CASE WHEN random() < 0.08 THEN NULL WHEN random() < 0.08 THEN -floor(2 * random()) ELSE 1 + floor(300 * random() ^ 2) END AS n
FROM generate_series(1, 12) AS chart, generate_series(1, 70) AS day;

-- What the rows of a frame, in order, say of a row's own n; centre, low, high
CREATE FUNCTION chart(v float8[], k float8[], own float8, sigmas float8) RETURNS float8[] LANGUAGE SQL IMMUTABLE AS $$
	SELECT ARRAY[center, CASE WHEN many >= 20 THEN center - sigmas * sigma / sqrt(own) END, CASE WHEN many >= 20 THEN center + sigmas * sigma / sqrt(own) END]
	FROM (SELECT count(*) AS many, sum(k * v) / sum(k) AS center, sqrt(pi() / 2) * avg(abs(v - before) / sqrt(1 / k + 1 / k_before)) AS sigma
		FROM (SELECT v, k, lag(v) OVER w AS before, lag(k) OVER w AS k_before FROM unnest(v, k) WITH ORDINALITY AS u(v, k, i) WHERE v IS NOT NULL AND k > 0 WINDOW w AS (ORDER BY i)) AS m) AS c $$;

CREATE FUNCTION charts(frame text) RETURNS TABLE (chart int, day int, value float8, n float8, ours float8[], twin float8[]) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$SELECT chart, day, value, n, ARRAY[control_center(value, n) OVER w, control_low(value, n, 2.5) OVER w, control_high(value, n, 2.5) OVER w],
		CASE WHEN value IS NOT NULL AND n > 0 THEN chart(array_agg(value) OVER w, array_agg(n) OVER w, n, 2.5) END FROM days WINDOW w AS (PARTITION BY chart ORDER BY day %s)$q$, frame);
END $$;

CREATE TABLE frames (frame text);
INSERT INTO frames VALUES ('ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING'), ('ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING'), (''), ('ROWS BETWEEN 30 PRECEDING AND 5 PRECEDING'), ('ROWS BETWEEN 3 FOLLOWING AND 40 FOLLOWING'),
	('RANGE BETWEEN 28 PRECEDING AND 1 PRECEDING'), ('GROUPS BETWEEN 25 PRECEDING AND 25 FOLLOWING'), ('ROWS BETWEEN 15 PRECEDING AND 15 FOLLOWING EXCLUDE CURRENT ROW'), ('ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW'),
	('ROWS BETWEEN 26 PRECEDING AND CURRENT ROW EXCLUDE GROUP'), ('ROWS BETWEEN 26 PRECEDING AND CURRENT ROW EXCLUDE TIES');
CREATE TABLE charted AS SELECT frame, c.* FROM frames, charts(frame) AS c;
SELECT is_empty($$SELECT * FROM charted, generate_series(1, 3) AS i WHERE (ours[i] IS NULL) <> (twin[i] IS NULL) OR abs(ours[i] - twin[i]) > 1e-12 * abs(twin[i])$$, 'charts are those of plain SQL, over any frame');
SELECT cmp_ok((SELECT count(ours[2]) FROM charted WHERE frame = f.frame), '>', 100::bigint, 'there are limits: ' || frame) FROM frames AS f;
SELECT is_empty('SELECT * FROM charted WHERE (value IS NULL OR NOT n > 0) AND array_remove(ours, NULL) <> ARRAY[]::float8[]', 'rows that are none of the chart have no limits');
SELECT is_empty($$SELECT * FROM (SELECT chart, day, control_low(value, n) OVER w AS a, control_low(value, n) OVER (PARTITION BY chart ORDER BY day DESC ROWS BETWEEN 1 FOLLOWING AND 60 FOLLOWING) AS b FROM days WINDOW w AS (PARTITION BY chart ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING)) AS s
	WHERE a IS DISTINCT FROM b AND NOT abs(a - b) <= 1e-12 * abs(a)$$, 'the same backwards');
SELECT is((SELECT count(control_low) FROM (SELECT control_low(40, 100) OVER (ORDER BY i ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING) FROM generate_series(1, 21) AS i) AS s), 1::bigint, '20 rows are enough, 19 are not');
SELECT results_eq('SELECT control_low(40, 100) OVER (ORDER BY i ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING) FROM generate_series(1, 21) AS i OFFSET 20', 'VALUES (40::float8)', 'where nothing moves, limits are the centre');

-- moved and stretched values move and stretch the limits; as many more answers of each day make them no narrower
CREATE TABLE whole AS SELECT day, control_low(value, n) OVER w AS low, control_low(3 * value - 7, n) OVER w AS moved, control_low(value, 9 * n) OVER w AS more FROM days WHERE chart = 1 WINDOW w AS (ORDER BY day ROWS BETWEEN 40 PRECEDING AND 1 PRECEDING);
SELECT is_empty('SELECT * FROM whole WHERE abs(moved - (3 * low - 7)) > 1e-10 OR abs(more - low) > 1e-10', 'in the units of the values');

-- ---------- places, status and health ----------

SELECT is_empty($$SELECT * FROM (SELECT x, w, b, to_100(x, w, b) AS v FROM (SELECT 20 * random() - 5 AS x, floor(10 * random()) AS w, 10.5 * random() AS b FROM generate_series(1, 2000)) AS s) AS s
	WHERE NOT (v BETWEEN 0 AND 100) OR abs(v - least(100, greatest(0, 100 * (x - w) / (b - w)))) > 1e-9 OR abs(v + to_100(x, b, w) - 100) > 1e-9$$, 'a place, and the scale turned round');
SELECT is_empty($$SELECT * FROM (SELECT low, low + width AS high, target, tolerance, metric_status(low, low + width, target, tolerance) AS s, metric_status(-low - width, -low, -target, tolerance, false) AS mirrored
	FROM (SELECT floor(10 * random()) AS low, floor(5 * random()) AS width, floor(12 * random()) AS target, floor(4 * random()) AS tolerance FROM generate_series(1, 3000)) AS s) AS s
	WHERE s <> mirrored OR s <> CASE WHEN low >= target THEN 'green' WHEN high < target - tolerance THEN 'red' ELSE 'amber' END$$, 'status, and its mirror image');
CREATE TABLE scores AS SELECT k, s, CASE WHEN random() < 0.3 THEN NULL ELSE random() * 100 END AS score, floor(4 * random()) AS weight FROM generate_series(1, 1000) AS k, generate_series(1, 6) AS s;
SELECT is_empty($$SELECT * FROM (SELECT k, sum(weight * score) / nullif(sum(weight) FILTER (WHERE score IS NOT NULL), 0) AS mean, coalesce(sum(weight) FILTER (WHERE score IS NOT NULL), 0) / nullif(sum(weight), 0) AS share,
	array_agg(score) AS scores, array_agg(weight) AS weights FROM scores GROUP BY k) AS a, health(scores, weights, 0.6) AS h
	WHERE coverage IS DISTINCT FROM share OR (score IS NULL) <> (coalesce(share, 0) < 0.6) OR abs(score - mean) > 1e-12 * mean$$, 'health is a mean of what is known');

-- ---------- estimates ----------

-- the tests hold their size, and find what is there: 4,000 sets of 8 segments, of the same truth, and of one that differs or moves
CREATE TABLE draws AS SELECT s, i, sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) AS noise, 1 + 3 * random() AS se FROM generate_series(1, 4000) AS s, generate_series(1, 8) AS i;
CREATE TABLE tested AS SELECT s, h.p_value, t.p_value AS trend_p, t.low, t.high, u.low AS u_low, u.high AS u_high
FROM (SELECT s, array_agg(i::float8 ORDER BY i) AS x, array_agg(50 + se * noise ORDER BY i) AS e, array_agg(50 + 1.5 * i + se * noise ORDER BY i) AS moving, array_agg(se ORDER BY i) AS ses FROM draws GROUP BY s) AS a,
	heterogeneity(e, ses) AS h, trend_test(x, e, ses) AS t, trend_test(x, moving, ses) AS u;
SELECT ok(avg((p_value < 0.05)::int) BETWEEN 0.04 AND 0.06, format('segments alike are said to differ in %s %% of sets', round(100 * avg((p_value < 0.05)::int), 1))) FROM tested;
SELECT ok(avg((trend_p < 0.05)::int) BETWEEN 0.04 AND 0.06 AND bool_and((trend_p < 0.05) = (low > 0 OR high < 0)), format('no trend is said to be one in %s %%, where its limits leave out 0', round(100 * avg((trend_p < 0.05)::int), 1))) FROM tested;
SELECT ok(avg((1.5 BETWEEN u_low AND u_high)::int) BETWEEN 0.94 AND 0.96, format('limits hold a trend in %s %%', round(100 * avg((1.5 BETWEEN u_low AND u_high)::int), 1))) FROM tested;
SELECT ok(abs(avg(tau) - 5) < 0.25, format('a spread of 5 is found as %s', round(avg(tau)::numeric, 2))) FROM (SELECT s % 1000, (heterogeneity(array_agg(50 + 5 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) + se * noise), array_agg(se))).tau FROM draws WHERE s <= 4000 GROUP BY 1) AS t;
SELECT is_empty($$SELECT s FROM (SELECT s, g, array_agg(i::float8 ORDER BY hashint4(i * 100 + g)) AS x, array_agg(50 + noise ORDER BY hashint4(i * 100 + g)) AS e, array_agg(se ORDER BY hashint4(i * 100 + g)) AS ses
	FROM draws, generate_series(1, 5) AS g WHERE s <= 200 GROUP BY s, g) AS a, heterogeneity(e, ses) AS h, trend_test(x, e, ses) AS t GROUP BY s HAVING count(DISTINCT h::text) > 1 OR count(DISTINCT t::text) > 1$$,
	'in whatever order the arrays were made, the answers are the same, bit for bit');
SELECT is_empty($$SELECT * FROM (SELECT s, array_agg(i::float8) AS x, array_agg(noise) AS e, array_agg(se) AS ses FROM draws WHERE s <= 200 GROUP BY s) AS a, heterogeneity(e, ses) AS h, LATERAL heterogeneity(ARRAY[NULL, 5] || e || NULL, ARRAY[3, NULL] || ses || NULL) AS k WHERE h <> k$$, 'pairs with a NULL are left out');

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT metric_status(2, 1, 0)', '22023'), ('SELECT metric_status(1, 2, ''NaN'')', '22023'), ('SELECT metric_status(1, 2, 0, -1)', '22023'), ('SELECT p_adjust(2) OVER ()', '22003'), ('SELECT p_adjust(''NaN'') OVER ()', '22003'),
	('SELECT p_adjust(0.5, ''fdr'') OVER ()', '22023'), ('SELECT control_low(1, 1) OVER () FROM generate_series(1, 2)', '22023'), ('SELECT control_center(i, 1) OVER (PARTITION BY i % 2) FROM generate_series(1, 9) AS i', '22023'),
	('SELECT control_center(i, 1) OVER (ORDER BY i / 100) FROM generate_series(1, 9) AS i', '22023'), ('SELECT control_high(1, 1, -3) OVER (ORDER BY 1)', '22023'), ('SELECT control_center(''NaN'', 1) OVER (ORDER BY 1)', '22003'),
	('SELECT to_100(1, 2, 2)', '22023'), ('SELECT to_100(''NaN'', 1, 2)', '22003'), ('SELECT health(''{1, NaN}'')', '22003'), ('SELECT health(''{1, 2}'', ''{1}'')', '22023'), ('SELECT health(''{1}'', ''{-1}'')', '22023'), ('SELECT health(''{1}'', ''{1}'', 2)', '22003'),
	('SELECT heterogeneity(''{1, 2}'', ''{1}'')', '22023'), ('SELECT heterogeneity(''{1, 2}'', ''{1, 0}'')', '22023'), ('SELECT trend_test(''{1, 2}'', ''{1, 2, 3}'', ''{1, 2, 3}'')', '22023'), ('SELECT trend_test(''{1, 2, 3}'', ''{1, 2, 3}'', ''{1, -2, 3}'')', '22023'),
	('SELECT trend_test(''{1, 2, 3}'', ''{1, 2, 3}'', ''{1, 2, 3}'', 1)', '22003')
) AS v(sql, state);
SELECT is_empty($$SELECT t, tol FROM generate_series(0.01, 1, 0.01) AS t, generate_series(0.01, 0.2, 0.01) AS tol
	WHERE metric_status(-9, (t - tol)::float8, t::float8, tol::float8) <> 'amber' OR metric_status((t + tol)::float8, 9, t::float8, tol::float8, false) <> 'amber'$$, 'a limit that reaches target and tolerance is not short of them');
SELECT is_empty($$SELECT t, tol FROM generate_series(0.01, 1, 0.01) AS t, generate_series(0.01, 0.2, 0.01) AS tol
	WHERE metric_status(-9, (t - tol - 1e-9)::float8, t::float8, tol::float8) <> 'red' OR metric_status((t + tol + 1e-9)::float8, 9, t::float8, tol::float8, false) <> 'red'$$, 'one a bit further is');
SELECT finish();
