\echo
\echo '-- Which model? What all of them are fitted to is one value, made in one pass (of those of one unit, the one with the smaller aic is to be preferred)'
CREATE TABLE order_tally AS SELECT clv_tally_agg(history, as_of) AS tally FROM order_histories;

SELECT s.model, customers(tally), last_seen(tally) AS as_of, round(s.aic::numeric, 1) AS aic, s.converged
FROM order_tally, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS kind, clv_model_summary(clv_fit(tally, kind)) AS s
ORDER BY s.aic;

\echo
\echo '-- Value by channel, with a model for each: GROUP BY fits them all in one statement'
CREATE TABLE channel_models AS
SELECT channel, clv_fit(history, as_of) AS model
FROM order_histories JOIN customers USING (customer_id) GROUP BY channel;

SELECT channel, count(*) AS customers, round(avg(p_alive(model, history, as_of))::numeric, 3) AS p_alive,
	round(avg(expected_purchases(model, 52, history, as_of))::numeric, 2) AS purchases,
	round(avg(clv(model, 52, 0.10, history, as_of))::numeric, 2) AS value
FROM order_histories JOIN customers USING (customer_id) JOIN channel_models USING (channel)
GROUP BY channel ORDER BY value DESC;

\echo '-- Do the channels differ at all? Their parameters, with limits; and a new customer of each, over the first year'
SELECT channel, parameter, round(estimate::numeric, 2) AS estimate, round(low::numeric, 2) AS low, round(high::numeric, 2) AS high
FROM channel_models, clv_params(model)
WHERE parameter IN ('r', 'alpha', 'a', 'b')
ORDER BY parameter, channel;

SELECT channel, round(expected_purchases(model, 52)::numeric, 2) AS repeat_purchases,
	round((100 * purchase_probability(model, 52, 0))::numeric, 1) AS percent_without, round(clv(model, 52, 0.10)::numeric, 2) AS value_of_the_year
FROM channel_models ORDER BY repeat_purchases DESC;
