-- ---------- scorecard: what numbers say, and whether they may ring ----------

function metric_status(low, high, target float8, tolerance float8 => 0, higher_is_better boolean => true) -> text
	'''green'' where the whole interval low..high is at the target or better, ''red'' where it is wholly worse than the target by more than tolerance, '
	'which is of the same unit, from 0 (22023), otherwise ''amber'': near, or not known; NULL where a limit is; low above high and NaN are 22023'
function p_adjust(p float8, method text => 'bh') -> float8 window null
	'window function: p-values, 0..1 (22003), of as many tests as the partition has, whatever the frame: as R''s p.adjust by bh (Benjamini & Hochberg '
	'1995), by (Benjamini & Yekutieli 2001), holm (1979) or bonferroni; NULL stays NULL, and does not count'
function control_center(value, n float8) -> float8 window null
	'window function: the mean of the frame''s values, weighted by their numbers of observations n; the frame is the baseline, whose rows need an order '
	'(22023); rows where value is NULL, or n is NULL or not above 0, are left out of it and get NULL'
function control_{low|high}(value, n float8, sigmas float8 => 3) -> float8 window null cost 20
	'window function: the {lower|upper} limit of a control chart for the row''s own n, the prime chart: control_center {-|+} sigmas * sigma / sqrt(n), sigma '
	'from the moves of neighbours in the frame, which contain what changes from day to day; NULL with fewer than 20 rows of the baseline in '
	'the frame; sigmas above 0 (22023)'
function to_100(x, worst, best float8) -> float8
	'where x lies between worst, 0, and best, 100; cut off there; worst above best turns the scale round, and worst = best is 22023'
function health(scores float8[], weights float8[] => NULL, min_coverage float8 => 0.5) -> (score, coverage float8) null
	'one row: the mean of the scores that are not NULL, by weights (from 0, as many, 22023; NULL: all alike), and the share of all weight that these have; '
	'score is NULL where that is below min_coverage, 0..1 (22003), and both are where no weight is above 0'
function heterogeneity(estimates, ses float8[]) -> (q float8, df int, p_value, tau float8) cost 20
	'one row: whether estimates with these standard errors (above 0, 22023), of segments, differ by more than chance: Cochran''s Q, its p-value by '
	'chi-squared, and tau, the standard deviation beyond chance, in units of the estimates (DerSimonian & Laird 1986); pairs with a NULL are left out; '
	'NULLs with fewer than two'
function trend_test(x, estimates, ses float8[], confidence float8 => 0.95) -> (slope, se, z, p_value, low, high float8) cost 20
	'one row: whether estimates with these standard errors (above 0, 22023) move with x, days or quarters: the line of weighted least squares with known '
	'variances, change per unit of x, limits and p-value by the normal distribution; triples with a NULL are left out; NULLs with fewer than three, or one x'
