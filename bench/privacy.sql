-- The privacy room: 100,000 counts, in one partition and in many; 100,000 tallies.
-- setup
CREATE UNLOGGED TABLE shops AS SELECT g AS shop, g / 100 AS region, floor(30 * (abs(hashint8extended(g, 1) % 1000000) / 1e6) ^ 2)::float8 AS n FROM generate_series(1::bigint, 100000) AS g;
CREATE UNLOGGED TABLE tallies AS SELECT shop, nps_agg(i % 11) AS t FROM shops, generate_series(1, n::int) AS i GROUP BY shop;
VACUUM ANALYZE shops, tallies;

-- row suppressed(n) OVER () of 100,000 counts
SELECT count(*) FILTER (WHERE hidden) FROM (SELECT suppressed(n) OVER () AS hidden FROM shops) AS s;
-- against rank() of them
SELECT count(*) FILTER (WHERE r > 9) FROM (SELECT rank() OVER (ORDER BY n) AS r FROM shops) AS s;

-- row suppressed(n) OVER (PARTITION BY region), 1,000 regions of 100
SELECT count(*) FILTER (WHERE hidden) FROM (SELECT suppressed(n) OVER (PARTITION BY region) AS hidden FROM shops) AS s;
-- against rank() in each
SELECT count(*) FILTER (WHERE r > 9) FROM (SELECT rank() OVER (PARTITION BY region ORDER BY n) AS r FROM shops) AS s;
-- readme `suppressed(n) OVER (PARTITION BY region)`, 100,000 counts | `rank()` over the same

-- row suppress of 100,000 tallies
SELECT count(suppress(t)) FROM tallies;
-- against a CASE of their answers
SELECT count(CASE WHEN answers(t) >= 5 THEN t END) FROM tallies;
