-- journey: funnels, sessions

type funnel_tally large grows noun tally space 256
	'how many customers got how far in a funnel, by the day they entered, and the exact distribution of the time that each step took; mergeable for '
	'disjoint customers'
	+ 'tallies of disjoint customers merged; NULL counts as no customers; different steps, windows or modes are an error (22023)'
	merge null
	final null
	rollup 'tallies of disjoint customers merged'

aggregate funnel_agg(customer bigint | uuid | text, at timestamp | timestamptz, event text, steps text[], within interval [, mode text]) -> funnel_tally
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any '
	'of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; '
	'NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023)'
	[mode '; ordered: anything may lie between steps; strict: no other event at a time between; any: the most steps done within one window, in any order']
	[timestamptz '; days are cut by the session''s TimeZone']
	step funnel_accum null 'internal: adds an event'
	combine funnel_events_combine null 'internal: combines the customers of parts of a group'
	final funnel_events_final null 'internal: the tally of the customers'
aggregate funnel_step(at timestamp | timestamptz, event text, steps text[], within interval [, mode text]) -> int
	'the furthest step of the customer whose events are the rows, as funnel_agg counts it; 0 = none; for GROUP BY customer'
	state funnel_tally
	step funnel_step_accum null 'internal: adds an event'
	combine funnel_events_combine
	final funnel_step_final null 'internal: the furthest step'

function funnel_table(f funnel_tally, as_of date => NULL, confidence float8 => 0.95)
	-> rows (step int, name text, customers bigint, conversion, low, high, step_conversion, step_low, step_high float8, dropped bigint,
		median_seconds, median_seconds_total float8) null rows 5 cost 100
	'per step the customers who got there; conversion of those of step 1, step_conversion of those of the step before (0..1), with Wilson limits; dropped: '
	'customers who got to the step before, and no further; the medians of the seconds since the step before and since step 1, NULL in mode any; who '
	'entered on a day d with d + within (days, rounded up) after as_of (the last day seen, if NULL) is not due yet, and left out; times are of all'
function funnel_trend(f funnel_tally, as_of date => NULL, unit text => 'week', confidence float8 => 0.95)
	-> rows (period_start date, entered, converted bigint, conversion, low, high float8) null rows 100 cost 100
	'per period of entry, up to that of as_of (the last day seen, if NULL), the customers who entered, those who got to the last step, and their share '
	'(0..1) with Wilson limits; a customer is in one period, that of the entry that got furthest, of equal ones the first; NULL where not all who '
	'entered are due yet; unit is day, week (ISO), month, quarter or year'
function step_time(f funnel_tally, step bigint, share float8 => 0.5, since bigint => NULL) -> float8 null cost 100
	'seconds that at least that share (above 0, up to 1) of those who got to the step did not exceed, since the step before (NULL) or since step 1 (1); '
	'step is from 2; NULL where nobody got there, and in mode any'
function last_seen(f funnel_tally) -> date by cvsql_last_seen_of_funnel
	'last day of any row, a step or not'

function sessionize(at timestamp | timestamptz, gap interval) -> bigint window null by cvsql_sessionize
	'window function: number of the session, from 1, OVER (PARTITION BY customer ORDER BY at); a row more than gap after the one before begins the next; '
	'NULL where at is; rows in descending order, or a NULL gap, are an error (22023)'
