\echo
\echo '======== Lifetime value: who is still there, and what are they worth? ========'
\echo
\echo '-- One history per customer; whatever happened after as_of would not count. The last day of the orders is the last one observed'
CREATE TABLE order_histories AS
SELECT customer_id, purchase_agg(ordered_at, amount) AS history, max(max(ordered_at)::date) OVER () AS as_of
FROM orders GROUP BY customer_id;

-- No model can be learnt where nobody came back, and none of spend where all who did spend alike. Who has no amount has no history.
\set ECHO none
SELECT count(DISTINCT monetary(history, as_of)) FILTER (WHERE monetary(history, as_of) > 0) >= 2 AS can_be_fitted FROM order_histories \gset
\set ECHO queries
\if :can_be_fitted

\echo '-- The model is fitted in the database, and is a value like any other'
CREATE TABLE order_model AS
SELECT clv_fit(history, as_of, 'bg/nbd', 'week') AS model, max(as_of) AS as_of FROM order_histories;

SELECT s.model, s.unit, customers, repeat_customers, round(log_likelihood::numeric, 1) AS log_likelihood, converged,
	round(spend_correlation::numeric, 2) AS spend_correlation
FROM order_model AS m, clv_model_summary(m.model) AS s;

\echo '-- Its parameters: r, alpha of the pace of buying, a, b of leaving, p, q, v of spend; with 95 % limits'
SELECT parameter, round(estimate::numeric, 3) AS estimate, round(se::numeric, 3) AS se,
	round(low::numeric, 3) AS low, round(high::numeric, 3) AS high
FROM order_model, clv_params(model);

\echo '-- What all customers are worth over the next year (52 weeks, discounted by 10 % a year)'
CREATE TABLE order_values AS
SELECT customer_id, frequency(history, as_of), days_since(history, as_of), p_alive(model, history, as_of),
	expected_purchases(model, 52, history, as_of) AS purchases, expected_spend(model, history, as_of) AS spend,
	clv(model, 52, 0.10, history, as_of) AS value
FROM order_histories JOIN order_model USING (as_of);

SELECT count(value) AS customers, round(sum(p_alive)::numeric, 1) AS still_there, round(sum(purchases)::numeric, 1) AS purchases,
	round(sum(value)::numeric, 2) AS value, round(avg(value)::numeric, 2) AS per_customer
FROM order_values;

\echo '-- The ten most valuable customers of the next year'
SELECT customer_id, frequency AS repeats, days_since AS days, round(p_alive::numeric, 3) AS p_alive, round(purchases::numeric, 2) AS purchases,
	round(spend::numeric, 2) AS spend, round(value::numeric, 2) AS value
FROM order_values
ORDER BY value DESC NULLS LAST, customer_id LIMIT 10;

\echo '-- The ten most at risk: what a customer would be worth if certainly still there, less the value, which counts the doubt already. Below 0.2 they are lost'
SELECT customer_id, frequency AS repeats, days_since AS days, round(p_alive::numeric, 3) AS p_alive, round(value::numeric, 2) AS value,
	round((value / p_alive)::numeric, 2) AS if_there, round((value / p_alive * (1 - p_alive))::numeric, 2) AS at_risk
FROM order_values
WHERE p_alive >= 0.2 AND p_alive < 1
ORDER BY value / p_alive * (1 - p_alive) DESC NULLS LAST, customer_id LIMIT 10;

\echo '-- Whom to write to: who is due within two weeks, by a chance of one half; and how many purchases of the next 26 weeks would surprise (95 % prediction limits)'
SELECT customer_id, days_since(history, as_of) AS days, next_purchase(model, history, as_of) AS due, median_gap(history, as_of) AS median_gap,
	round(expected_purchases(model, 26, history, as_of)::numeric, 1) AS purchases, purchases_low(model, 26, history, as_of) AS low, purchases_high(model, 26, history, as_of) AS high
FROM order_histories JOIN order_model USING (as_of)
WHERE next_purchase(model, history, as_of) <= as_of + 14
ORDER BY due, customer_id LIMIT 10;

\echo '-- And all customers together: what they will buy and be worth, with limits that hold both their randomness and that of the parameters'
SELECT customers, round(still_there::numeric) AS still_there, round(purchases::numeric) AS purchases, round(purchases_low::numeric) AS low, round(purchases_high::numeric) AS high,
	round(value::numeric) AS value, round(value_low::numeric) AS value_low, round(value_high::numeric) AS value_high
FROM (SELECT forecast_agg(model, 52, 0.10, history, as_of) AS forecast FROM order_histories JOIN order_model USING (as_of)) AS f, forecast_summary(forecast);

\echo '-- Does it hold? The model as it was after two thirds of the time: from orders to a ledger and a model in one statement'
CREATE TABLE earlier AS
SELECT l, day, clv_tally(l, day) AS tally, clv_fit(clv_tally(l, day)) AS model
FROM (SELECT ledger_agg(customer_id, ordered_at, amount, 'day') AS l, min(ordered_at)::date + (max(ordered_at)::date - min(ordered_at)::date) * 2 / 3 AS day FROM orders) AS ledger;

\echo '-- Customers by repeat purchases until then, and how many the model expects'
SELECT frequency || CASE frequency WHEN 7 THEN ' and more' ELSE '' END AS repeats, customers, round(expected::numeric, 1) AS expected FROM earlier, repeat_table(model, tally);

\echo '-- What these purchased since then'
SELECT least(frequency, 7) AS repeats, sum(customers) AS customers, sum(actual) AS actual, round(sum(expected)::numeric, 1) AS expected
FROM earlier, holdout_table(model, l, day) GROUP BY 1 ORDER BY 1;

\echo '-- And repeat purchases over time: every eighth week, the model knows nothing of those after that day'
SELECT period_start, period_start > day AS foretold, actual, round(expected::numeric, 1) AS expected, cumulative_actual, round(cumulative_expected::numeric, 1) AS cumulative_expected
FROM earlier, tracking_table(model, l) WITH ORDINALITY AS t(period_start, actual, expected, cumulative_actual, cumulative_expected, week) WHERE week % 8 = 0;
\else
\echo 'Too few customers purchased again, or for amounts that differ: no model can be learnt from these orders.'
\endif
