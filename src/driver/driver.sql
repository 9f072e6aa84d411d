-- ---------- driver: why customers behave as they do ----------

type driver_moments small grows noun moments space 1536
	'of an outcome and its drivers, 50 at most: complete and incomplete rows, missing values, and exact sums of numbers and of their products; mergeable'
	+ 'moments of disjoint rows added; NULL counts as none; different numbers of drivers are an error (22023)'
	merge null
	final null
	rollup 'moments of disjoint rows added; different numbers of drivers are an error (22023)'
		undo driver_moments_unmerge null 'internal: takes moments out of a moving frame'

aggregate driver_agg(y float8, x float8[] [, weight float8]) -> driver_moments
	'moments of the outcome y and its drivers x, one array of as many elements in every row (22023); numbers are rounded to six decimals, between -10^9 and '
	'10^9 (22003); a row with a NULL in x counts as incomplete'
	[weight '; weight, 0 or 0.0001 to 1000000 (22003), is how much a row counts'] '; rows where an argument is NULL are skipped'
	step driver_accum null 'internal: adds a row'
	undo driver_remove null 'internal: takes a row out of a moving frame'

function answers(m driver_moments) -> bigint by cvsql_answers_of_drivers null
	'number of complete rows; 0 for NULL'
function driver_table(m driver_moments, names text[] => NULL, method text => 'shapley', confidence float8 => 0.95)
	-> rows (driver int, name text, mean, stddev, correlation, coefficient, se, low, high, p_value, standardized, vif, importance, importance_low,
		importance_high, share float8, missing bigint) null rows 8 cost 1000
	'a row per driver: its mean, sample standard deviation and correlation with the outcome; its coefficient in the outcome''s units per unit of its own, by '
	'least squares, with Student''s limits and p-value; the same standardized; the variance inflation factor; its importance by method, with limits by the '
	'delta method, 0..1 but for pratt, and its share in the sum of all; how many rows miss it. Methods: shapley (Lindeman, Merenda & Gold 1980; the average '
	'over all orders of what it adds to R squared, 20 drivers at most, 22023), relative_weights (Johnson 2000), first (R squared alone), last (what R squared '
	'loses without it) and pratt (1987; can be negative). Coefficients and importances are NULL with fewer than drivers + 2 complete rows, a constant '
	'outcome or a redundant driver. names: as many as drivers (22023). No rows for NULL'
function driver_summary(m driver_moments)
	-> (answers, incomplete bigint, drivers, redundant int, intercept, r_squared, adjusted_r_squared, residual_se, f, p_value, effective_n float8) cost 100
	'one row: complete and incomplete rows; the first driver that is constant or told by those before it, NULL if none is; of the regression on all drivers '
	'the intercept, R squared, the standard error of what is left, F (Infinity where nothing is left) and its p-value, NULL where driver_table has NULLs; and '
	'Kish''s effective sample size, on which errors depend where rows have weights'

function {mix|rate}_effect(rate_before, weight_before, rate_after, weight_after float8) -> float8 window null cost 10
	'window function over the segments of a partition: what the segment''s {share|rate} did to the change of their total, the mean of rates by weight, in '
	'units of the rates; mix and rate effects of all segments add up to the change. A weight of NULL or 0: the segment was not there, and all is mix. NULL '
	'where a rate is that has a weight, or a period has no weight; a negative weight is an error (22023). The frame does not matter'
