-- The driver room: 5 million rows of an outcome and eight drivers.
-- setup
CREATE UNLOGGED TABLE rated AS SELECT (abs(hashint8extended(g, 0) % 11))::float8 AS y, (1 + abs(hashint8extended(g, 1) % 10))::float8 AS a, (1 + abs(hashint8extended(g, 2) % 10))::float8 AS b, (1 + abs(hashint8extended(g, 3) % 10))::float8 AS c, (1 + abs(hashint8extended(g, 4) % 10))::float8 AS d,
	(1 + abs(hashint8extended(g, 5) % 10))::float8 AS e, (1 + abs(hashint8extended(g, 6) % 10))::float8 AS f, (1 + abs(hashint8extended(g, 7) % 10))::float8 AS g, (1 + abs(hashint8extended(g, 8) % 10))::float8 AS h FROM generate_series(1::bigint, 5000000) AS g;
CREATE UNLOGGED TABLE many AS SELECT k, driver_agg(g % 11, (SELECT array_agg(hashint8extended(g, i) % 97 + g % 11) FROM generate_series(1, k) AS i)) AS m FROM generate_series(1::bigint, 2000) AS g, unnest(ARRAY[16, 20]) AS k GROUP BY k;
CREATE UNLOGGED TABLE segments AS SELECT abs(hashint8extended(g, 1) % 100)::float8 AS r0, abs(hashint8extended(g, 2) % 1000)::float8 AS w0, abs(hashint8extended(g, 3) % 100)::float8 AS r1, abs(hashint8extended(g, 4) % 1000)::float8 AS w1 FROM generate_series(1::bigint, 100000) AS g;
VACUUM ANALYZE rated, many, segments;

-- row driver_agg of eight drivers
SELECT answers(driver_agg(y, ARRAY[a, b, c, d, e, f, g, h])) FROM rated;
-- against count() of the nine columns, at most 2
SELECT count(y), count(a), count(b), count(c), count(d), count(e), count(f), count(g), count(h) FROM rated;

-- row driver_agg of eight drivers, against the server's
SELECT answers(driver_agg(y, ARRAY[a, b, c, d, e, f, g, h])) FROM rated;
-- against eight corr(), at most 0.95
SELECT corr(y, a), corr(y, b), corr(y, c), corr(y, d), corr(y, e), corr(y, f), corr(y, g), corr(y, h) FROM rated;
-- readme `driver_agg` of eight drivers, 5 million rows | eight `corr()`

-- row all products of nine columns (3 runs)
SELECT answers(driver_agg(y, ARRAY[a, b, c, d, e, f, g, h])) FROM rated;
-- against 45 regr_sxy(), at most 0.2
SELECT regr_sxy(y, y), regr_sxy(a, y), regr_sxy(a, a), regr_sxy(b, y), regr_sxy(b, a), regr_sxy(b, b), regr_sxy(c, y), regr_sxy(c, a), regr_sxy(c, b), regr_sxy(c, c), regr_sxy(d, y), regr_sxy(d, a), regr_sxy(d, b), regr_sxy(d, c), regr_sxy(d, d), regr_sxy(e, y), regr_sxy(e, a), regr_sxy(e, b), regr_sxy(e, c), regr_sxy(e, d), regr_sxy(e, e), regr_sxy(f, y), regr_sxy(f, a), regr_sxy(f, b), regr_sxy(f, c), regr_sxy(f, d), regr_sxy(f, e), regr_sxy(f, f), regr_sxy(g, y), regr_sxy(g, a), regr_sxy(g, b), regr_sxy(g, c), regr_sxy(g, d), regr_sxy(g, e), regr_sxy(g, f), regr_sxy(g, g), regr_sxy(h, y), regr_sxy(h, a), regr_sxy(h, b), regr_sxy(h, c), regr_sxy(h, d), regr_sxy(h, e), regr_sxy(h, f), regr_sxy(h, g), regr_sxy(h, h) FROM rated;
-- readme the same | the 45 `regr_sxy()` that its table needs

-- row driver_table of 16 drivers, Shapley with limits
SELECT count(importance_low) FROM many, driver_table(m) WHERE k = 16;

-- row driver_table of 20 drivers, Shapley with limits
SELECT count(importance_low) FROM many, driver_table(m) WHERE k = 20;

-- row mix_effect and rate_effect of 100,000 segments
SELECT count(m), count(r) FROM (SELECT mix_effect(r0, w0, r1, w1) OVER () AS m, rate_effect(r0, w0, r1, w1) OVER () AS r FROM segments) AS s;
-- against plain SQL: the same by sums over the window
SELECT count(m), count(r) FROM (SELECT (w1 / s1 - w0 / s0) * ((r0 + r1) / 2 - (t0 / s0 + t1 / s1) / 2) AS m, (w0 / s0 + w1 / s1) / 2 * (r1 - r0) AS r
	FROM (SELECT *, sum(w0) OVER () AS s0, sum(w1) OVER () AS s1, sum(w0 * r0) OVER () AS t0, sum(w1 * r1) OVER () AS t1 FROM segments) AS s) AS e;
