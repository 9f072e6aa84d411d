// What is read for a picture, by name. A view that is not here is read whole, in the order of its first two columns.
export const queries = {
  customers: `SELECT customer, segment, rfm_segment, last_purchase, purchases, spent, p_alive, expected_purchases, value, health
    FROM customer_value ORDER BY value DESC NULLS LAST, customer LIMIT 100`,
  rfm: `SELECT recency_tile, frequency_tile, rfm_segment, count(*) AS customers, sum(spent) AS spent, sum(value) AS value
    FROM customer_value WHERE recency_tile IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2`,
  revenue_bridge: "SELECT * FROM revenue_bridge WHERE plan = 'all' ORDER BY month, step",
  terms: "SELECT * FROM terms WHERE segment = 'all' ORDER BY abs(impact) DESC NULLS LAST, term",
  new_terms: "SELECT * FROM new_terms WHERE difference > 0 ORDER BY p_value, term LIMIT 10",
  model_parameters: "SELECT * FROM model_parameters",
  refreshed: "SELECT * FROM refreshed WHERE isfinite(as_of)",
  drivers: "SELECT * FROM drivers WHERE segment = 'all' ORDER BY survey, driver"
};

export const queryOf = (name) => queries[name] ?? `SELECT * FROM ${name} ORDER BY 1, 2`;
