\echo
\echo '======== Segments: who is worth how much? ========'
\echo
\echo '-- One ledger by day of all orders, and every customer with tiles of recency, frequency and monetary value, 5 is best. Equal customers are in one tile'
CREATE TABLE order_ledger AS SELECT ledger_agg(customer_id, ordered_at, amount, 'day') AS ledger FROM orders;
CREATE TABLE rfm AS SELECT r.* FROM order_ledger, rfm_table(ledger) AS r;

SELECT segment, count(*) AS customers, round(avg(recency_days)) AS days, round(avg(frequency), 1) AS purchases, sum(monetary) AS brought, round(100 * sum(monetary) / nullif(sum(sum(monetary)) OVER (), 0), 1) AS percent
FROM rfm GROUP BY segment ORDER BY brought DESC;

\echo '-- What do the best bring? One tally of what each customer spent answers it all'
CREATE TABLE spent AS SELECT value_agg(greatest(monetary, 0)) AS tally FROM rfm;

SELECT customers(tally), round(100 * top_share(tally, 0.01)::numeric, 1) AS percent_of_best_1, round(100 * top_share(tally, 0.2)::numeric, 1) AS percent_of_best_20, round(gini(tally)::numeric, 3) AS gini,
	share_cut(tally, 0.8) AS class_a_from, share_cut(tally, 0.95) AS class_b_from
FROM spent;

SELECT bin AS fifth, c.customers, lowest, highest, amount, round(100 * cumulative_share::numeric, 1) AS cumulative, repeat('#', round(40 * share)::int) AS bar
FROM spent, concentration_table(tally, 5) AS c;

\echo '-- Cut points score tomorrow''s customers as today''s: they are stored, and do not move when others do'
SELECT cut_points(value_agg(-recency_days)) AS recency, cut_points(value_agg(frequency)) AS frequency FROM rfm;

\echo '-- Half a year ago, and now: where did the champions and those at risk go? (Of each share the 95 % limits)'
SELECT coalesce(before, 'new') AS before, after, transitions AS customers, round(100 * share::numeric, 1) AS percent, round(100 * low::numeric, 1) || '..' || round(100 * high::numeric, 1) AS limits
FROM transition_table((SELECT transition_agg(b.segment, a.segment)
	FROM (SELECT r.* FROM order_ledger, rfm_table(ledger, last_seen(ledger) - 182) AS r) AS b FULL JOIN rfm AS a USING (customer)))
WHERE before IN ('Champions', 'At risk') OR before IS NULL;
