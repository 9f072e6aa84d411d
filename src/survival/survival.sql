-- ---------- survival: time to churn ----------

aggregate survival_agg(duration float8, churned boolean [, customers float8]) -> survival_tally
	'how long customers stay, a row each [customers , or so many of them]: who churned at duration, or was still here then; durations are of any unit, '
	'from 0 (22003), and compared exactly; NULL in any skips the row'
	[customers '; customers is a whole number, of which 0 adds nothing']
	step survival_accum null 'internal: adds a customer'
aggregate survival_agg(entry float8, duration float8, churned boolean [, customers float8]) -> survival_tally
	'the same of customers who came under observation late: they are at risk behind entry only, which must be below duration (22023); NULL is from the '
	'start, duration 0 included'
	step survival_accum null by cvsql_survival_accum_late 'internal: adds a customer who came late'
aggregate survival_agg(started, ended date | timestamp | timestamptz, as_of date) -> survival_tally
	'how many days subscriptions last, a row each: who ended after as_of, the last day that is completely observed and constant, or has no end, is still '
	'here; who started later adds nothing; an end before the start is an error (22023)'
	[timestamptz '; time is cut by the session''s TimeZone']
	step survival_accum null by cvsql_survival_accum_{started} 'internal: adds a subscription'
aggregate survival_agg(started, ended, observed_after date | timestamp | timestamptz, as_of date) -> survival_tally
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start), so as_of - 365 gives the curve of the last '
	'year alone; who ended by then adds nothing'
	[timestamptz '; time is cut by the session''s TimeZone']
	step survival_accum null by cvsql_survival_accum_late_{started} 'internal: adds a subscription that is seen late'
aggregate churn_reason_agg(duration float8, reason text) -> survival_tally
	'how long customers stay, a row each, and for which reason they churn: who has no reason is still here'
	step churn_reason_accum null 'internal: adds a customer with a reason'
aggregate churn_reason_agg(entry float8, duration float8, reason text) -> survival_tally
	'the same of customers who came under observation late, as survival_agg has them'
	step churn_reason_accum null by cvsql_churn_reason_accum_late 'internal: adds a customer with a reason who came late'
aggregate churn_reason_agg(started, ended date | timestamp | timestamptz, reason text, as_of date) -> survival_tally
	'how many days subscriptions last, as survival_agg has them, and for which reason they end; one that ended for no reason has churned all the same'
	[timestamptz '; time is cut by the session''s TimeZone']
	step churn_reason_accum null by cvsql_churn_reason_accum_{started} 'internal: adds a subscription with a reason'
aggregate churn_reason_agg(started, ended, observed_after date | timestamp | timestamptz, reason text, as_of date) -> survival_tally
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start)'
	[timestamptz '; time is cut by the session''s TimeZone']
	step churn_reason_accum null by cvsql_churn_reason_accum_late_{started} 'internal: adds a subscription with a reason that is seen late'

-- readings of one tally

function customers(s survival_tally) -> bigint by cvsql_customers_of_survival
	'number of customers, whether they churned or not'
function survival_at(s survival_tally, at float8, given float8 => NULL) -> float8 null cost 100
	'the share of customers who stay longer than at, 0..1, or of those who stayed longer than given (Kaplan & Meier 1958), exact as long as nobody was '
	'censored or came late; NULL behind the last duration, unless nobody is left, and where nobody was seen behind given'
function survival_{low|high}(s survival_tally, at float8, given float8 => NULL, confidence float8 => 0.95, method text => 'log-log') -> float8 null cost 100
	'{lower|upper} confidence limit of survival_at, by Greenwood''s variance on the scale log-log (Kalbfleisch & Prentice 1980), log or plain; NULL '
	'where nobody has churned, or nobody is left'
function lifetime_quantile(s survival_tally, share float8 => 0.5, given float8 => NULL) -> float8 null cost 100
	'the duration by which that share of customers, above 0 and up to 1, have churned: the smallest one where survival is at most 1 - share; of those '
	'who stayed longer than given; NULL while fewer have'
function lifetime_quantile_{low|high}(s survival_tally, share float8 => 0.5, given float8 => NULL, confidence float8 => 0.95, method text => 'log-log')
	-> float8 null cost 100
	'{lower|upper} confidence limit of lifetime_quantile: the first duration where the {lower|upper} limit of survival is at most 1 - share (Brookmeyer '
	'& Crowley 1982); NULL where there is none'
function restricted_mean(s survival_tally, horizon float8, given float8 => NULL, confidence float8 => 0.95) -> (estimate, se, low, high float8) null cost 100
	'one row: the mean time that customers stay from given (NULL: 0) to horizon, the area under the curve, with limits as of a normal distribution '
	'(Klein & Moeschberger 2003); NULLs where the curve does not reach horizon'
function survival_value(s survival_tally, margin, horizon float8, discount float8 => 0, unit text => 'day', given float8 => NULL, confidence float8 => 0.95)
	-> (value, se, low, high float8) null cost 100
	'one row: what a customer is worth from given (NULL: 0) to horizon who brings margin in each unit of the durations: margin times the area under the '
	'curve, time discounted by an annual rate, above -1 and at most 1; a unit is day, week, month, quarter or year; NULLs where the '
	'curve does not reach horizon'
function survival_summary(s survival_tally, confidence float8 => 0.95, method text => 'log-log')
	-> (customers, churned, censored, entered_late bigint, median, median_low, median_high, last_duration float8) cost 100
	'one row: how many customers, how many of them churned, were still here, and came under observation late; the median lifetime and its limits, NULL '
	'where the curve does not reach it; the longest duration'
function survival_table(s survival_tally, confidence float8 => 0.95, method text => 'log-log')
	-> rows (at float8, at_risk, churned, censored bigint, survival, se, low, high, cumulative_hazard, cumulative_hazard_se float8) rows 100 cost 100
	'per duration the customers seen that long (at_risk), those of them who churned then and who were last seen then, still here; survival is the share '
	'who stay longer, 0..1 (Kaplan & Meier 1958), exact as long as nobody was censored before; se by Greenwood (1926), limits as survival_low has them; '
	'the cumulative hazard by Nelson & Aalen (1978)'
function survival_curve(s survival_tally, step float8, until float8 => NULL, given float8 => NULL, confidence float8 => 0.95, method text => 'log-log')
	-> rows (at float8, at_risk bigint, survival, low, high float8) null rows 100 cost 100
	'the curve at given (NULL: 0), and every step from there to until (NULL: the last duration): the same places for every tally, up to 100000 (54000); '
	'columns as in survival_table; NULL behind the last duration, unless nobody is left, and where nobody was seen behind given'
function hazard_table(s survival_tally, width float8 => 1, confidence float8 => 0.95)
	-> rows (period int, starts, ends float8, at_risk, churned bigint, exposure, hazard, low, high float8) rows 100 cost 100
	'per period of that width, from starts up to ends, the customers at risk when it starts, those who churned in it, the time that all were seen in it, '
	'and the share of those there who churn in it, with Wilson''s limits; NULL in a period that is not over at the last duration; up to 100000 periods '
	'(54000)'

-- reasons

function incidence_at(s survival_tally, reason text, at float8) -> float8 cost 100
	'the share of customers who have churned by at for that reason, while others churn for others, 0..1 (Aalen & Johansen 1978); 0 for a reason that '
	'never occurred; NULL behind the last duration, unless nobody is left'
function incidence_{low|high}(s survival_tally, reason text, at float8, confidence float8 => 0.95) -> float8 cost 100
	'{lower|upper} confidence limit of incidence_at, by the variance of Gaynor et al. (1993) on the scale ln(-ln(1 - incidence)); NULL where nobody has '
	'churned for that reason, or everybody'
function incidence_table(s survival_tally, confidence float8 => 0.95)
	-> rows (reason text, at float8, at_risk, churned bigint, incidence, se, low, high float8) rows 100 cost 100
	'per reason, in order, and duration, as in survival_table: the customers seen that long, those who churned for this one then, the share who have by '
	'then; reason NULL is of those who churned for none that is known'

-- groups

function logrank_test(groups survival_tally[], rho float8 => 0, gamma float8 => 0) -> (chi_square float8, df int, p_value float8) cost 1000
	'one row: whether the customers of several tallies, array_agg(s), stay as long as each other; a two-dimensional array is strata times groups; '
	'weights survival^rho (1 - survival)^gamma (Fleming & Harrington 1991); NULL elements and groups never at risk are left out; NULLs with fewer than '
	'two groups, or where nothing varies; at most 100 groups (54000)'
function logrank_table(groups survival_tally[], rho float8 => 0, gamma float8 => 0)
	-> rows (group_number int, customers, churned bigint, observed, expected, variance float8) rows 4 cost 1000
	'per group of logrank_test, by its place in the array from 1: customers, those who churned, and weighted those who churned (observed), those who '
	'would have, if all stayed alike (expected), and the variance of the difference; zeros where nobody of it was there when anybody churned'
function hazard_ratio(base survival_tally, other survival_tally, confidence float8 => 0.95)
	-> (hazard_ratio, log_ratio, se, low, high, p_value float8) cost 1000
	'one row: how many times as fast the customers of other churn as those of base (Cox 1972, ties by Efron 1977), its logarithm with standard error, '
	'limits and p-value by the normal distribution of that; NULLs where it would be 0 or infinite'
