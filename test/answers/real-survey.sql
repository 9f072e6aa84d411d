-- Surveys of real data: telco_churn.csv (tenures as a scale of months), cdnow_transactions.csv (CDs bought as scores)
\ir start.psql
\set telco :data '/telco_churn.csv'
\set cdnow :data '/cdnow_transactions.csv'
CREATE TABLE telco (customer_id text, gender text, senior int, partner text, dependents text, tenure int, internet text, contract text, paperless text, payment text, monthly numeric, total numeric, churned text);
COPY telco FROM :'telco' (FORMAT csv, HEADER);
CREATE TABLE orders (customer_id int, at date, cds int, amount numeric);
COPY orders FROM :'cdnow' (FORMAT csv, HEADER);

\echo # churn as a proportion and as a tally
SELECT contract, internet, count(*), wilson_low(sum((churned = 'Yes')::int), count(*)), wilson_high(sum((churned = 'Yes')::int), count(*)), csat(t), csat_low(t), csat_high(t, 0.8) FROM (SELECT *, survey_agg((churned = 'No')::int, 0, 1) OVER (PARTITION BY contract, internet) AS t FROM telco) AS s GROUP BY contract, internet, t ORDER BY 1, 2;
\echo # tenure of 0 to 72 months
SELECT contract, answers(t), score_mean(t), score_stddev(t), ces_low(t), ces_high(t), box_share(t, 0, 12), box_low(t, 0, 12), box_high(t, 0, 12), csat(t, 60), csat_low(t, 0.9, 60), nps(t, 12, 60), nps_low(t, detractor_max => 12, promoter_min => 60), nps_high(t, 0.9, 'score', 12, 60) FROM (SELECT contract, survey_agg(tenure, 0, 72) AS t FROM telco GROUP BY contract) AS s ORDER BY 1;
SELECT contract, answers(t), score_mean(t), score_stddev(t), effective_n(t), box_share(t, 0, 12), nps(t, 12, 60), nps_se(t, 12, 60) FROM (SELECT contract, survey_agg(tenure, 0, 72, monthly::float8) AS t FROM telco GROUP BY contract) AS s ORDER BY 1;
SELECT digest('SELECT payment, gender, x.score, x.answers, x.weight, x.share FROM (SELECT payment, gender, survey_agg(tenure, 0, 72, monthly::float8) AS t FROM telco GROUP BY 1, 2) AS s, survey_table(t) AS x', 3);
SELECT a.contract, b.contract, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM (SELECT contract, survey_agg(tenure, 0, 72) AS t FROM telco GROUP BY 1) AS a, (SELECT contract, survey_agg(tenure, 0, 72) AS t FROM telco GROUP BY 1) AS b, nps_test(a.t, b.t, 0.95, 24, 48) AS x WHERE a.contract < b.contract ORDER BY 1, 2;
\echo # CDs of an order as a score of 0 to 10
SELECT date_trunc('quarter', at)::date AS quarter, nps(least(cds, 10)), nps(least(cds, 10), amount::float8), nps_low(nps_agg(least(cds, 10))), nps_high(nps_agg(least(cds, 10)), 0.99, 'score'), effective_n(nps_agg(least(cds, 10), amount::float8)) FROM orders GROUP BY 1 ORDER BY 1;
SELECT digest('SELECT at, customer_id, nps(least(cds, 10)) OVER w, nps(least(cds, 10), amount::float8) OVER w, score_stddev(nps_agg(least(cds, 10)) OVER w) FROM orders WINDOW w AS (ORDER BY at RANGE ''29 days'' PRECEDING)', 4);
