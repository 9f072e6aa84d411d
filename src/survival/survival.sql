-- ---------- survival: time to churn ----------

aggregate survival_agg(duration float8, churned boolean) -> survival_tally
	'how long customers stay, a row each: who churned at duration, or was still there then; durations are of any unit, from 0 (22003), and compared '
	'exactly; NULL in either skips the row'
	step survival_accum null 'internal: adds a customer'

-- readings

function customers(s survival_tally) -> bigint by cvsql_customers_of_survival
	'number of customers, whether they churned or not'
function survival_table(s survival_tally) -> rows (at float8, at_risk, churned, censored bigint, survival float8) rows 100 cost 100
	'per duration the customers seen that long (at_risk), those of them who churned then and who were last seen then, still there; survival is the share '
	'who stay longer, 0..1 (Kaplan & Meier 1958), exact as long as nobody was censored before'
