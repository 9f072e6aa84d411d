-- ---------- revenue: net and gross revenue retention, the bridge, the ledger ----------

type bridge_tally small grows noun bridge space 256
	'amounts and customers of the movements from an opening to a closing amount: new, expansion, contraction, churned, reactivated; exact, mergeable'
	+ 'bridges of disjoint customers added; NULL counts as none'
	merge null
	final null
	rollup 'bridges of disjoint customers added'
		undo bridge_tally_unmerge null 'internal: takes a bridge out of a moving frame'

-- readings of bridges

function nrr(b bridge_tally) -> float8
	'net revenue retention: what those who paid before pay after, over what they paid before (1.1 is growth of a tenth); new and reactivated customers are '
	'left out; NULL where the opening is 0'
function grr(b bridge_tally) -> float8
	'gross revenue retention, 0..1: the same without expansion; NULL where the opening is 0'
function nrr_with_reactivation(b bridge_tally) -> float8
	'net revenue retention with what reactivated customers pay in its numerator; NULL where the opening is 0'
function logo_churn(b bridge_tally) -> float8
	'customers churned over opening customers, 0..1; NULL where there are none'
function revenue_churn(b bridge_tally) -> float8
	'amounts churned and contracted over the opening, 0..1; NULL where the opening is 0'
function quick_ratio(b bridge_tally) -> float8
	'(new + expansion + reactivated) / (contraction + churned); NULL where nothing is lost'
function earned_growth(b bridge_tally, earned_new numeric) -> (nrr, earned_new_share, earned_growth_rate, earned_ratio float8) cost 10
	'one row (Reichheld, Winning on Purpose, 2021): nrr; earned_new_share = earned_new / opening, where earned_new is what new customers pay who came by '
	'referral; earned_growth_rate = nrr + earned_new_share - 1; earned_ratio = its share in the growth, NULL where there is none; '
	'earned_new below 0 is an error (22003), and so is more than new and reactivated customers pay (22023)'
function bridge_summary(b bridge_tally)
	-> (opening, new_amount, expansion, contraction, churned, reactivated, closing numeric, opening_customers, new_customers, expanded_customers,
		contracted_customers, churned_customers, reactivated_customers, closing_customers bigint, nrr, grr, nrr_with_reactivation, logo_churn, revenue_churn,
		quick_ratio float8) cost 20
	'one row: the amounts, of which opening + new_amount + expansion + reactivated - contraction - churned = closing to the digit, their customers, and '
	'the rates'
function bridge_table(b bridge_tally) -> rows (step int, movement text, amount numeric, customers bigint, bar_from, bar_to numeric) null rows 7 cost 20
	'seven rows for a waterfall: opening, new, expansion, contraction, churned, reactivated, closing; amounts of losses are negative; a bar goes from '
	'bar_from, where the one before has ended, to bar_to, those of opening and closing from 0'

-- aggregates of bridges

aggregate revenue_agg(before, after numeric [, returning_customer boolean]) -> bridge_tally
	'the bridge of customers, a row each: what they pay before and after; NULL is 0, a row with both is skipped; negative is an error (22003)'
	[returning_customer ' and returning_customer, whether one who pays nothing before is reactivated (NULL: is new)']
	step revenue_accum null 'internal: adds a customer'
	undo revenue_remove null 'internal: takes a customer out of a moving frame'
aggregate nrr(before, after numeric) -> float8
	'net revenue retention of customers, a row each: nrr(revenue_agg(before, after))'
	state bridge_tally step revenue_accum undo revenue_remove final nrr_final null 'internal: NRR of a state'
aggregate grr(before, after numeric) -> float8
	'gross revenue retention of customers, a row each: grr(revenue_agg(before, after))'
	state bridge_tally step revenue_accum undo revenue_remove final grr_final null 'internal: GRR of a state'

-- ledgers

aggregate ledger_agg(customer bigint | uuid | text, at date | timestamp | timestamptz, amount numeric, unit text) -> ledger_tally
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts'
	[timestamptz ', time cut by the session''s TimeZone']
	step ledger_accum null 'internal: adds a payment'
aggregate subscription_ledger_agg(customer bigint | uuid | text, during daterange, amount numeric, unit text, as_of date) -> ledger_tally
	'recurring revenue at the end of each day, week (ISO), month, quarter or year, in one pass over spans, a row each: the amount counts in every period '
	'whose last day lies in its span; a span without an end goes on until as_of, the last day that is completely observed, and none goes on after it: by a '
	'later day all seem to have ended; '
	'spans of a customer that overlap add up; NULL where no period ends in any span'
	step subscription_ledger_accum null 'internal: adds a span'
	combine subscription_ledger_combine null 'internal: combines the customers of parts of a group, of one as_of'

-- readings of ledgers

function ledger_by(l ledger_tally, unit text) -> ledger_tally cost 1000
	'the ledger by a longer unit: from day to any, from month or quarter to longer ones; others are an error (22023)'
function ledger_table(l ledger_tally) -> rows (customer text, period_start date, amount numeric) null rows 10000 cost 1000
	'what each customer paid in each period with a payment, in the order of customers and periods; nets of 0 are there'
function customers(l ledger_tally) -> bigint by cvsql_customers_of_ledger
	'number of customers'
function last_seen(l ledger_tally) -> date
	'last day with a row, or the as_of of spans'
function revenue_table(l ledger_tally, as_of date => NULL, lag bigint => 1, reactivation_window bigint => NULL, unit text => NULL, negatives text => 'error',
		since date => NULL)
	-> rows (period_start date, opening, new_amount, expansion, contraction, churned, reactivated, closing numeric, opening_customers, new_customers,
		expanded_customers, contracted_customers, churned_customers, reactivated_customers, closing_customers bigint, nrr, grr,
		nrr_with_reactivation, logo_churn, revenue_churn, quick_ratio float8) null rows 24 cost 1000
	'per period the bridge from lag periods earlier, as bridge_summary gives it; a customer who paid before, and then nothing for at most '
	'reactivation_window periods (NULL: however many) up to the one compared with, is reactivated, otherwise new; NULL for a period that is not over by '
	'as_of (NULL: the last day seen); by the ledger''s unit, or a longer one; nets below 0 are an error (22003), or nothing where negatives is zero; '
	'the first lag rows have only closing, but since a day before which nothing was paid all is compared, from its period on (22023 if it is after the '
	'first payment)'
function revenue_bridge(l ledger_tally, period date, lag bigint => 1, reactivation_window bigint => NULL, unit text => NULL, negatives text => 'error',
		since date => NULL) -> bridge_tally null cost 1000
	'the bridge to the period that holds a day, as revenue_table has it; NULL where that is not over by the last day seen, or has none to be compared with'
function revenue_movements(l ledger_tally, as_of date => NULL, lag bigint => 1, reactivation_window bigint => NULL, unit text => NULL,
		negatives text => 'error', since date => NULL) -> rows (period_start date, customer, movement text, before, after numeric) null rows 10000 cost 1000
	'who moved: each customer whose amount in a period differs from the one lag periods earlier, as new, expansion, contraction, churned or '
	'reactivated, with both amounts, in the order of customers and periods; options as in revenue_table, whose amounts are the sums'
function cohort_revenue_table(l ledger_tally, as_of date => NULL, unit text => NULL, since date => NULL)
	-> rows (cohort date, period int, period_start date, cohort_size, customers bigint, amount numeric, share float8, cumulative numeric)
	null rows 500 cost 1000
	'revenue by cohort, who first paid in the same period: of each period since then those who pay, what they pay less credits, its share of the '
	'amount of period 0, and the sum so far, which over cohort_size is the realised lifetime value; NULL for a period that is not over by as_of (NULL: '
	'the last day seen); options as in revenue_table'
