-- ---------- retention: cohorts, curves, lifecycle ----------

type activity_calendar small noun calendar space 64
	'one customer''s active periods: unit, first period, a bitmap, the last day seen; mergeable. Data of a single customer: not for publication'
	+ 'the same customer''s calendars merged; NULL counts as never active; different units are an error (22023)'
	rollup 'the same customer''s calendars merged'

aggregate activity_agg(at date | timestamp | timestamptz, unit text) -> activity_calendar
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year' [timestamptz ', cut by the session''s TimeZone']
	step activity_accum null 'internal: adds a time'
aggregate activity_agg(during daterange, unit text, as_of date) -> activity_calendar
	'the periods of one customer whose last day lies in a contract, a row each; one without an end goes on until as_of, the last day that is '
	'completely observed; empty ones are skipped, and NULL where no period ends within one; without a start 22003, as_of NULL or varying 22023'
	step activity_span_accum null 'internal: adds a contract'
	combine activity_span_combine 'internal: combines calendars of one as_of'

-- readings of calendars

function first_period(c activity_calendar) -> date
	'first day of the first active period'
function last_seen(c activity_calendar) -> date
	'last day of activity, or the as_of of contracts'
function active_periods(c activity_calendar) -> int
	'number of active periods'
function was_active(c activity_calendar, since date, until date) -> boolean
	'whether the customer was active in a period that overlaps the days from since to until; since after until 22023, infinite days 22003'

-- grids

type retention_grid large grows noun grid space 256
	'per cohort its customers, per cohort and period those active and those last active, per period the new and the retained; '
	'mergeable for disjoint customers'
	+ 'grids of disjoint customers merged; NULL counts as no customers; different units are an error (22023)'
	merge null
	final null
	rollup 'grids of disjoint customers merged'

aggregate retention_agg(c activity_calendar) -> retention_grid
	'the grid of customers, a row each; the cohort is the first active period'
	step retention_accum null 'internal: adds a customer'
aggregate retention_agg(c activity_calendar, joined date | timestamp | timestamptz, unit text) -> retention_grid
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active'
	step retention_accum by cvsql_retention_joined_accum null 'internal: adds a customer who joined'

-- grids in one pass over events

aggregate retention_agg(customer bigint | uuid | text, at date | timestamp | timestamptz, unit text) -> retention_grid
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer'
	[timestamptz ', time cut by the session''s TimeZone']
	step retention_events_accum null 'internal: adds an event'
	combine retention_events_combine null 'internal: combines the customers of parts of a group'
	final retention_events_final null 'internal: the grid of the customers'

aggregate retention_agg(customer bigint | uuid | text, at, joined date | timestamp | timestamptz, unit text) -> retention_grid
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; '
	'without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023'
	[timestamptz '; time cut by the session''s TimeZone']
	step retention_joined_events_accum null 'internal: adds an event of a customer who joined'
	combine retention_joined_events_combine null 'internal: combines the customers of parts of a group'
	final retention_joined_events_final null 'internal: the grid of the customers'
aggregate retention_agg(customer bigint | uuid | text, during daterange, unit text, as_of date) -> retention_grid
	'the grid in one pass over contracts: active in every period whose last day lies in one; one without an end goes on until as_of, the last day that is '
	'completely observed: by a later day all seem to have ended; empty ones are skipped, and a customer in whose contracts no period ends is not '
	'counted; without a start 22003, as_of NULL or varying 22023'
	step retention_spans_accum null 'internal: adds a contract'
	combine retention_spans_combine null 'internal: combines the customers of parts of a group, of one as_of'
	final retention_events_final

function retention_grid(l ledger_tally, unit text => NULL) -> retention_grid null cost 1000
	'the grid of a ledger''s customers by its unit (NULL) or a longer one: active in a period with a net above 0'

-- readings of grids

function retention_table(g retention_grid, as_of date => NULL, mode text => 'bounded', confidence float8 => 0.95)
	-> rows (cohort date, period int, period_start date, cohort_size, retained bigint, rate, low, high float8) null rows 300 cost 100
	'the cohort triangle: per cohort and period since (0 is its own) the customers retained, their rate (0..1) and its Wilson limits; NULL for a period '
	'that is not over by as_of (the last day seen, if NULL); mode bounded (active in that very period) or unbounded (in it or a later one)'
function retention_curve(g retention_grid, as_of date => NULL, mode text => 'bounded', confidence float8 => 0.95)
	-> rows (period int, eligible, retained bigint, rate, low, high float8) null rows 24 cost 100
	'retention by period since the cohort''s own, pooled over the cohorts whose period is over by as_of'
function retention_rate(g retention_grid, period bigint, as_of date => NULL, mode text => 'bounded') -> float8 null cost 100
	'retention in a period since the cohort''s own, pooled over the cohorts whose period is over by as_of, 0..1; NULL where there are none'
function lifecycle_table(g retention_grid, as_of date => NULL, confidence float8 => 0.95)
	-> rows (period_start date, active_customers, new_customers, retained, resurrected, churned bigint, churn_rate, low, high, quick_ratio float8)
		null rows 24 cost 100
	'per period: active = new (first activity) + retained (active in the one before, too) + resurrected; churned were active in the one before only; '
	'churn_rate = churned / active in the one before, low and high its Wilson limits; quick_ratio = (new + resurrected) / churned; '
	'NULL for a period that is not over by as_of; all but active is NULL where suppress has left out cohorts'
function last_seen(g retention_grid) -> date
	'last day of activity of any customer, or of joining, or the as_of of contracts'
function customers(g retention_grid) -> bigint by cvsql_customers_of_grid
	'number of customers'

-- rolling actives

type active_tally large grows noun tally space 256
	'per period the customers active in it, by the number of periods until they are active again: any sliding window is read from it; '
	'mergeable for disjoint customers'
	+ 'tallies of disjoint customers merged; NULL counts as no customers; different units are an error (22023)'
	merge null
	final null
	rollup 'tallies of disjoint customers merged'

aggregate active_agg(customer bigint | uuid | text, at date | timestamp | timestamptz, unit text) -> active_tally
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg'
	[timestamptz ', time cut by the session''s TimeZone']
	step active_events_accum null 'internal: adds an event'
	combine active_events_combine null 'internal: combines the customers of parts of a group'
	final active_events_final null 'internal: the tally of the customers'
aggregate active_agg(c activity_calendar) -> active_tally
	'who is active when and again, of customers, a row each; a NULL calendar is skipped; different units are an error (22023)'
	step active_accum null 'internal: adds a customer'

function rolling_active(a active_tally, periods bigint => NULL, as_of date => NULL, confidence float8 => 0.95)
	-> rows (period_start date, active, active_in_window bigint, stickiness, low, high float8) null rows 100 cost 100
	'per period the different customers active in it, and those active in the window of so many periods (NULL: 28 days, 4 weeks, 1 month, 1 quarter, '
	'1 year) that ends with it; '
	'stickiness = active / active_in_window (0..1), with Wilson limits; NULL for a period that is not over by as_of (the last day seen, if NULL), for a '
	'window that begins before the first period seen, and the stickiness of nobody'
function last_seen(a active_tally) -> date
	'last day of activity of any customer, or the as_of of contracts'
