-- ---------- clv: purchase histories, models of customers and of contracts, lifetime value ----------

type purchase_calendar small noun history space 144
	'the net amount of every day on which a customer purchased or was refunded, exact and mergeable. Data of a single customer: not for publication'
	+ 'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts '
	'are an error (22023)'
	rollup 'histories of one customer merged'

aggregate purchase_agg(at date | timestamp | timestamptz [, amount numeric]) -> purchase_calendar
	'the history of a customer' [amount ': exact amounts, refunds negative; rows with a NULL are skipped' | ', spend unknown']
	[timestamptz '; days by the session''s TimeZone']
	step purchase_accum null 'internal: adds a purchase'

-- readings of histories

function frequency(h purchase_calendar, as_of date => NULL) -> bigint null
	'days with a purchase after the first one, by as_of (all, if NULL); NULL without a purchase by then. A day whose net is below zero is no purchase'
function recency(h purchase_calendar, as_of date => NULL, unit text => 'week') -> float8 null
	'age of the customer at the last purchase by as_of, since the first one, in units (day, week, month of 365.25 / 12 days, year of 365.25 days); 0 '
	'without repeat purchases'
function tenure(h purchase_calendar, as_of date, unit text => 'week') -> float8
	'age of the customer at as_of, since the first purchase, in units; NULL without a purchase by then'
function monetary(h purchase_calendar, as_of date => NULL) -> float8 null
	'mean net amount of the days with a purchase after the first one, by as_of; NULL without repeat purchases or amounts'
function first_purchase(h purchase_calendar) -> date
	'day of the first purchase; NULL if there are refunds only'
function last_purchase(h purchase_calendar) -> date
	'day of the last purchase; NULL if there are refunds only'
function last_seen(h purchase_calendar) -> date by cvsql_last_seen_of_history
	'last day that is in it, of a purchase or a refund: what as_of is where it is NULL'
function days_since(h purchase_calendar, as_of date) -> int
	'days from the last purchase by as_of to as_of; NULL without a purchase by then'
function purchase_days(h purchase_calendar, as_of date => NULL) -> bigint null
	'days with a purchase by as_of (all, if NULL); 0 without one by then'
function total_spend(h purchase_calendar, as_of date => NULL) -> numeric null
	'sum of all amounts by as_of (all, if NULL), refunds included, exact; 0 without one by then, NULL of purchases without amounts'
function nth_purchase(h purchase_calendar, n bigint) -> date
	'day of the nth purchase, the first one being 1; NULL if there are fewer'
function purchase_gaps(h purchase_calendar, as_of date) -> rows (n int, purchased, next_purchase date, days int) null rows 10
	'each purchase by as_of, the next one, and the days between them; the last one has NULL for the next and the days until as_of'
function median_gap(h purchase_calendar, as_of date => NULL) -> float8 null
	'median of the days between purchases that follow one another, by as_of (all, if NULL); NULL without a repeat purchase'
function purchase_summary(h purchase_calendar, as_of date, unit text => 'week') -> (frequency bigint, recency, tenure, monetary float8)
	'frequency, recency, tenure and monetary by as_of; NULL without a purchase by then'

function histories(l ledger_tally) -> rows (customer text, history purchase_calendar) null rows 5000 cost 1000
	'the purchases of each customer of a ledger by day; customers are text, which casts back to what they were'
function purchase_table(l ledger_tally, as_of date => NULL, unit text => 'week')
	-> rows (customer text, frequency bigint, recency, tenure, monetary float8, first_purchase, last_purchase date, purchase_days bigint,
		total_spend numeric) null rows 5000 cost 1000
	'the customers of a ledger by day with a purchase by as_of (the last day seen, if NULL), each with what the readings of its history say: frequency, '
	'recency, tenure, monetary, days, and the sum of all amounts by as_of, refunds included; customers are text, which casts back to what they were'

-- models: made, and looked at

type fitted_clv small noun model
	'a model of purchases (bg/nbd, mbg/nbd, pareto/nbd, bg/bb; with Gamma-Gamma spend) or of contracts (sbg): parameters, their '
	'covariance, and how the fit went'
	+ none

function make_clv_model(model text, parameters jsonb, unit text => 'week') -> fitted_clv
	'a model of given parameters: bg/nbd and mbg/nbd have r, alpha, a, b; pareto/nbd r, alpha, s, beta; bg/bb alpha, beta, gamma, delta; sbg alpha, beta; '
	'those of purchases may have p, q, v of spend, too; all between 1e-12 and 1e12; unit day, week, month or year, which sbg does not use'
function clv_params(m fitted_clv, confidence float8 => 0.95) -> rows (parameter text, estimate, se, low, high float8) null rows 7
	'the parameters, their standard errors (observed information, delta method) and limits (of the logarithm, so positive; Infinity where one overflows); '
	'NULL where the model was not fitted, or has no maximum'
function clv_model_summary(m fitted_clv)
	-> (model, unit text, customers, repeat_customers, spend_customers bigint, log_likelihood, spend_log_likelihood, aic, bic float8, converged
		boolean, iterations int, spend_correlation float8)
	'how the fit went: customers, those with repeat purchases, those of them who spent (the others are left out of the model of spend); log-likelihoods; '
	'aic and bic of the model of purchases; converged; evaluations of the likelihood; correlation of frequency and mean spend; NULL for what is not known'

-- readings of customers

function p_alive(m fitted_clv, frequency, recency, tenure float8) -> float8
	'probability, 0..1, that a customer has not left: frequency is the number of repeat purchases, recency the age at the last one (0 if there is none), '
	'tenure the age now, in the unit of the model; bg/bb: will be there at the next opportunity'
function expected_purchases(m fitted_clv, horizon, frequency, recency, tenure float8) -> float8 cost 10
	'purchases a customer is expected to make over the horizon, from 0 on, in the unit of the model; a horizon of Infinity is an error (22003) where they '
	'are infinitely many: a, of pareto/nbd s, of bg/bb gamma at most 1'
function expected_purchases(m fitted_clv, horizon float8) -> float8 by cvsql_expected_purchases_new cost 10
	'repeat purchases a new customer is expected to make over the horizon, which may be Infinity as for any customer'
function expected_spend(m fitted_clv, frequency, monetary float8) -> float8 by cvsql_expected_spend_of null
	'mean spend per purchase expected of a customer: monetary is the mean spend of the repeat purchases, not looked at when frequency is 0; then it is the '
	'mean of all customers, Infinity if q <= 1; an error (22023) if the model knows no spend'
function expected_spend(m fitted_clv) -> float8 by cvsql_expected_spend_new
	'mean spend per purchase expected of a new customer; Infinity if q <= 1; an error (22023) if the model knows no spend'
function clv(m fitted_clv, horizon, discount, frequency, recency, tenure, monetary float8) -> float8 null cost 10
	'discounted value of the purchases a customer is expected to make over the horizon (in the unit of the model): expected spend times the integral of (1 '
	'+ discount)^(-t / year) over expected purchases, a year being 365.25 days; discount is an annual rate above -1 and at most 1 (22003: 0.10 is 10 %); '
	'Infinity where expected spend is; the horizon may be Infinity where discount is above 0, or expected purchases are finite'
function clv(m fitted_clv, horizon, discount float8) -> float8 by cvsql_clv_new cost 10
	'the same of a new customer, the first purchase, which comes at once, included; Infinity where q <= 1'
function p_alive(m fitted_clv, h purchase_calendar, as_of date) -> float8 by cvsql_p_alive_history cost 10
	'probability, 0..1, that a customer has not left by as_of; NULL without a purchase by then'
function expected_purchases(m fitted_clv, horizon float8, h purchase_calendar, as_of date) -> float8 by cvsql_expected_purchases_history cost 10
	'purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of'
function expected_spend(m fitted_clv, h purchase_calendar, as_of date => NULL) -> float8 by cvsql_expected_spend_history null cost 10
	'mean spend per purchase expected of a customer, from purchases by as_of (all, if NULL); Infinity without a repeat purchase if q <= 1'
function clv(m fitted_clv, horizon, discount float8, h purchase_calendar, as_of date) -> float8 by cvsql_clv_history cost 10
	'discounted value of the purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of, Infinity where '
	'expected spend is'
function clv_table(m fitted_clv, l ledger_tally, horizon float8, discount float8 => 0, as_of date => NULL)
	-> rows (customer text, frequency bigint, recency, tenure, monetary, p_alive, expected_purchases, expected_spend, clv float8) null rows 5000 cost 1000
	'the customers of a ledger by day with a purchase by as_of (the last day seen, if NULL), each with what the model makes of its history: frequency, '
	'recency and tenure in the unit of the model (occasions of the calendar, of bg/bb), and what p_alive, expected_purchases, expected_spend and clv say; '
	'the last two are NULL of a model that knows no spend, Infinity where q <= 1; with a discount, expected_purchases is Infinity where the horizon is and '
	'they are infinitely many'
function purchase_probability(m fitted_clv, horizon float8, purchases bigint) -> float8 cost 10
	'probability, 0..1, that a new customer makes so many repeat purchases over the horizon'

-- predictions of customers, and their limits

function purchase_probability(m fitted_clv, horizon float8, purchases bigint, frequency, recency, tenure float8) -> float8
	by cvsql_purchase_probability_summary cost 20
	'probability, 0..1, that a customer makes so many purchases over the horizon: P(alive) times that of who is still there, who is a new customer of '
	'other parameters (bg/nbd: r + x, alpha + T, a, b + x; mbg/nbd: a bg/nbd with b + x + 1; pareto/nbd: r + x, alpha + T, s, beta + T; bg/bb: alpha + x, '
	'beta + n - x, gamma, delta + n), and 1 - P(alive) more for none'
function purchase_probability(m fitted_clv, horizon float8, purchases bigint, h purchase_calendar, as_of date) -> float8
	by cvsql_purchase_probability_history cost 20
	'probability, 0..1, that a customer makes so many purchases after as_of, over the horizon; NULL without a purchase by as_of'
function purchases_{low|high}(m fitted_clv, horizon, frequency, recency, tenure float8, confidence float8 => 0.95) -> bigint
	by cvsql_purchases_{low|high}_summary cost 50
	'{lower|upper} prediction limit of the purchases over the horizon: {the fewest that have, with all that are fewer, a probability '
	'of (1 - confidence) / 2 or more|the fewest above which all have a probability of (1 - confidence) / 2 or less}; beyond 1e15 an error (22003)'
function purchases_{low|high}(m fitted_clv, horizon float8, h purchase_calendar, as_of date, confidence float8 => 0.95) -> bigint
	by cvsql_purchases_{low|high}_history cost 50
	'{lower|upper} prediction limit of the purchases after as_of, over the horizon; NULL without a purchase by as_of'
function next_purchase(m fitted_clv, h purchase_calendar, as_of date, share float8 => 0.5) -> date cost 50
	'the day by which a customer buys again with probability share (bg/bb: the last day of that occasion); NULL if that is never, for P(alive) is '
	'too low, or beyond the calendar; NULL without a purchase by as_of'
function p_alive_{low|high}(m fitted_clv, h purchase_calendar, as_of date, confidence float8 => 0.95) -> float8 cost 20
	'{lower|upper} confidence limit of p_alive, by the uncertainty of the parameters (delta method on the logit); NULL where p_alive is 1 exactly '
	'(bg/nbd without a repeat purchase), the model has no standard errors, or there is no purchase by as_of'

-- readings of contracts

function expected_lifetime(m fitted_clv, discount float8 => 0, renewals bigint => 0) -> float8 cost 100
	'sbg: discounted expected periods of a new customer, the first one counting in full; with renewals, those still to come for a customer who has renewed '
	'so often, the next renewal counting in full; discount is a rate per period from 0 to 1; Infinity where discount = 0 and alpha <= 1'
function retention_forecast(m fitted_clv, periods bigint, confidence float8 => 0.95) -> rows (period int, survival, low, high, retention_rate float8)
	null rows 12
	'sbg: per period from 0 on, the share of customers still there, its confidence limits (delta method on ln(-ln(survival)); NULL where the model has no '
	'standard errors), and of those there before the share who stay (NULL for period 0); periods from 0 to 100000'
function clv_simple(margin, retention, discount float8, timing text => 'renewal') -> float8
	'margin * retention / (1 + discount - retention), for a constant margin and retention rate (0..1) per period, discount above -1 and at most 1, and above '
	'retention - 1 (all 22003); with timing immediate, margin * (1 + discount) / (1 + discount - retention): the first margin comes now'

-- tallies of customers: what models are fitted to

type clv_tally large grows noun tally space 256
	'the different frequencies, recencies and tenures of many customers, with how many customers have them, and their mean spend if it is known; '
	'what models are fitted to; mergeable. Data of single customers: not for publication'
	+ 'tallies of disjoint customers added; NULL counts as none; different units are an error (22023)'
	merge null
	final null
	rollup 'tallies of disjoint customers added'

aggregate clv_tally_agg(h purchase_calendar, as_of date [, unit text]) -> clv_tally
	'the tally of customers by as_of; unit day, week (default), month or year or, for bg/bb, which counts occasions of the calendar, '
	'calendar day, calendar week, calendar month or calendar year; a customer without a purchase by as_of is skipped'
	step clv_tally_history_accum null 'internal: adds a history'
aggregate clv_tally_agg(frequency, recency, tenure float8 [, monetary float8] [, unit text]) -> clv_tally
	'the tally of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit'
	[monetary ', and the mean spend of the repeat purchases']
	step clv_tally_accum null 'internal: adds a customer'
aggregate clv_tally_count_agg(frequency, recency, tenure float8 [, monetary float8], customers float8 [, unit text]) -> clv_tally
	'the same of rows that each stand for so many customers: whole numbers'
	step clv_tally_count_accum null 'internal: adds customers who are alike'

function clv_tally(l ledger_tally, as_of date => NULL, unit text => 'week') -> clv_tally null cost 1000
	'the tally of a ledger''s customers by as_of (the last day seen, if NULL); units as in clv_tally_agg; the ledger must be by day (22023)'
function customers(t clv_tally) -> bigint by cvsql_customers_of_clv_tally
	'number of customers'
function last_seen(t clv_tally) -> date
	'the as_of of the histories tallied; NULL for a tally of frequencies, recencies and tenures'
function clv_tally_table(t clv_tally) -> rows (frequency, recency, tenure, monetary float8, customers bigint) null rows 5000
	'the different customers in order of frequency, recency, tenure and mean spend (NULL where unknown), and how many there are of each'

-- forecasts of many customers

type forecast_tally small noun forecast space 1200
	'what many customers will do over one horizon: expected purchases and value, their variances, and how they change with the parameters of the '
	'models; exact sums, mergeable'
	+ 'forecasts of disjoint customers added; NULL counts as none; different units, horizons, discounts or days are an error (22023)'
	rollup 'forecasts of disjoint customers added'

aggregate forecast_agg(m fitted_clv, horizon float8, discount float8, h purchase_calendar, as_of date) -> forecast_tally
	'what customers will do after as_of over the horizon, in the unit of the model, each by the model of its row; horizon (finite), '
	'annual discount and as_of must not differ (22023); rows without a model or a history, and customers without a purchase by as_of, are skipped'
	step forecast_accum null 'internal: adds a customer'
function forecast_summary(f forecast_tally, confidence float8 => 0.95)
	-> (customers bigint, still_there, purchases, purchases_low, purchases_high, value, value_low, value_high float8)
	'customers, how many of them are still there, their purchases and discounted value: sums of p_alive, expected_purchases and clv, with limits that '
	'hold what the customers will really do: both their randomness and the uncertainty of the parameters, unless these were given; of the '
	'logarithm, so positive. Limits are NULL where a fit has no maximum, those of the value also, with a WARNING, where its variance is infinite '
	'(q + p * frequency <= 2); value is NULL where that of a customer is not known, Infinity where one is infinite. Below some 30 purchases '
	'expected, purchases_low and purchases_high of each customer say more; limits may be Infinity there'
function last_seen(f forecast_tally) -> date
	'the as_of of the forecast'

-- how well a model holds

function repeat_table(m fitted_clv, t clv_tally, last bigint => 7) -> rows (frequency int, customers bigint, expected float8) null rows 8 cost 10000
	'customers by repeat purchases, 0 to last, and how many the model expects: the sum of what new customers would do over the tenures that these have; the '
	'last row is last and more; last is at least 1; the tally must be by the unit of the model (22023)'
function holdout_table(m fitted_clv, l ledger_tally, calibrated_until date, until date => NULL)
	-> rows (frequency int, customers, actual bigint, expected float8) null rows 50 cost 10000
	'customers with a purchase by calibrated_until, by repeat purchases until then, and their purchases after it, until the last day (the last one seen, if '
	'NULL), with what the model, which should be fitted by calibrated_until, expects of them; a last day before calibrated_until is an error (22023)'
function tracking_table(m fitted_clv, l ledger_tally, as_of date => NULL)
	-> rows (period_start date, actual bigint, expected, cumulative_actual, cumulative_expected float8) null rows 100 cost 10000
	'repeat purchases of all customers, and what the model expects of new customers who come on the days on which these came: periods of the '
	'unit of the model since the day of the first purchase of anybody, each from the first whole day on, that are over by as_of (the last day seen, if NULL); '
	'of bg/bb, periods of the calendar. A customer is as old at the end of a period as tenure says by its last day'

-- fits

function clv_fit(t clv_tally, model text => 'bg/nbd') -> fitted_clv cost 1000000
	'the model (bg/nbd, mbg/nbd, pareto/nbd; bg/bb of a tally by units of the calendar) of the customers, by maximum likelihood, with Gamma-Gamma '
	'spend if the tally knows it; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase'
aggregate clv_fit(h purchase_calendar, as_of date [, model text [, unit text]]) -> fitted_clv
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if '
	'the histories know amounts; unit day, week (default), month or year, of the calendar for bg/bb; a customer without a purchase by as_of is skipped; '
	'NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase'
	state clv_tally step clv_fit_history_accum null 'internal: adds a history'
	final clv_fit_final null cost 1000000 'internal: the model of the customers'
aggregate clv_fit(frequency, recency, tenure float8 [, monetary float8] [, model text [, unit text]]) -> fitted_clv
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit; '
	'NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase'
	[monetary ', with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0']
	state clv_tally step clv_fit_accum null 'internal: adds a customer' final clv_fit_final

-- contracts

function sbg_fit(s survival_tally) -> fitted_clv cost 1000000
	'the shifted-beta-geometric model of contracts: durations are whole periods from 1; churned in that period, or still there after it; '
	'NULL, with a WARNING, of fewer than 2 customers, or where no duration is above 1'
aggregate sbg_fit(tenure bigint, churned boolean [, customers numeric]) -> fitted_clv
	[customers 'the same from counts of customers, which may be fractional and are taken to a millionth'
	| 'the shifted-beta-geometric model of contracts: churned in period tenure, or still there after it; tenure from 1; churned must not be NULL (22004); '
	'NULL, with a WARNING, of fewer than 2 customers, or where no tenure is above 1']
	state survival_tally step sbg_accum null 'internal: adds contracts'
	final sbg_fit_final null cost 1000000 'internal: the model of the contracts'
