\echo
\echo '======== Drivers: why do they recommend us, or not? ========'
\echo
\echo '-- What of the touchpoints goes with the score: in points of NPS per point of a rating, and shares of what all of them explain; room is up to the best rating'
SELECT name, round(mean::numeric, 2) AS mean, round(coefficient::numeric, 1) AS nps_points, round(low::numeric, 1) AS low, round(high::numeric, 1) AS high, round(100 * share::numeric, 1) AS percent,
	round((100 * share * (5 - mean) / 4)::numeric, 1) AS improve_first, missing
FROM driver_table((SELECT driver_agg(100 * ((score >= 9)::int - (score <= 6)::int), ARRAY[onboarding, checkout, delivery]) FROM ratings), '{onboarding,checkout,delivery}')
ORDER BY improve_first DESC;

\echo '-- Most have had no support: the mean in place of what is missing, and a driver that says so'
SELECT name, round(coefficient::numeric, 2) AS points_of_score, round(low::numeric, 2) AS low, round(high::numeric, 2) AS high, round(importance::numeric, 3) AS importance
FROM driver_table((SELECT driver_agg(score, ARRAY[delivery, coalesce(support, (SELECT avg(support) FROM ratings)), (support IS NULL)::int]) FROM ratings), '{delivery,support,"no support"}');

\echo '-- Is it the same in every region? Sums are kept by month and region, and added up'
CREATE TABLE monthly_drivers AS
SELECT date_trunc('month', answered_at)::date AS month, region, driver_agg(score, ARRAY[onboarding, checkout, delivery]) AS m FROM ratings GROUP BY 1, 2;

SELECT region, s.answers, round(r_squared::numeric, 2) AS r_squared, round(100 * share::numeric, 1) AS percent_delivery, round(importance_low::numeric, 2) || '..' || round(importance_high::numeric, 2) AS importance
FROM (SELECT region, rollup(m) AS m FROM monthly_drivers GROUP BY region) AS r, driver_summary(m) AS s, driver_table(m) WHERE driver = 3 ORDER BY region;

\echo '-- What moved NPS from the first year to the second: more customers of another region, or the same regions otherwise?'
SELECT region, round(nps(a)::numeric, 1) AS nps_2024, round(nps(b)::numeric, 1) AS nps_2025, round(mix_effect(nps(a), answers(a), nps(b), answers(b)) OVER ()::numeric, 2) AS mix, round(rate_effect(nps(a), answers(a), nps(b), answers(b)) OVER ()::numeric, 2) AS rate
FROM (SELECT region, nps_agg(score) FILTER (WHERE answered_at < '2025-01-01') AS a, nps_agg(score) FILTER (WHERE answered_at >= '2025-01-01') AS b FROM ratings GROUP BY region) AS r ORDER BY region;
