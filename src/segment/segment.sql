-- ---------- segment: who is worth how much ----------

function rfm_tile(bins bigint) -> int window
	'window function: 1 + floor(bins * (rank - 1) / rows) over the partition in the window''s order, 1..bins: ntile() whose ties share the lower tile, so '
	'the same in any order of rows; the frame does not matter. bins 2..1000 (22023)'

type value_tally large grows noun tally space 256
	'the exact distribution of one number over customers: distinct values, and how many customers have each; mergeable'
	+ 'tallies of disjoint customers added; NULL counts as none'
	merge null
	final null
	rollup 'tallies of disjoint customers added'

aggregate value_agg(value numeric [, customers float8]) -> value_tally
	'tally of one value of each customer, exact; NULL skips the row; NaN, infinities and more than 38 digits are 22003'
	[customers '; a row may stand for several customers, a whole number from 0 (22003)']
	step value_accum null 'internal: adds a value'

function customers(t value_tally) -> bigint by cvsql_customers_of_values
	'number of customers'
function total(t value_tally) -> numeric
	'sum of all values, exact; more than 38 digits are 22003'
function cut_points(t value_tally, bins bigint => 5) -> numeric[] cost 100
	'the lowest values of tiles 2..bins as rfm_tile has them, bins - 1 of them: what value_tile takes; a tile that nobody is in begins where the next one '
	'does, NULL: nobody reaches it. bins 2..1000 (22023)'
function value_tile(value numeric, cuts numeric[]) -> int
	'1 + the cuts up to value, NULL ones left out: of a tallied customer what rfm_tile says; NaN, also in cuts, is 22003'
function value_quantile(t value_tally, share float8 => 0.5) -> numeric cost 100
	'the smallest value that at least that share of customers does not exceed; share above 0 and up to 1 (22023)'
function gini(t value_tally) -> float8 cost 100
	'Gini''s coefficient of the values, 0 (all alike) to 1 - 1/n: 2 sum(i y) / (n sum(y)) - (n + 1) / n over ranks i; NULL where the total is 0; negative '
	'values are 22023'
function top_share(t value_tally, share float8 => 0.2) -> float8 cost 100
	'what the best share of customers bring, of the total, 0..1, linear within a customer; NULL where the total is 0; share above 0 and up to 1, and no '
	'negative values (22023)'
function share_cut(t value_tally, share float8 => 0.8) -> numeric cost 100
	'the largest value v such that the customers of v and more bring at least that share of the total: ABC is two cuts; NULL where the total is 0; share '
	'above 0 and up to 1, and no negative values (22023)'
function concentration_table(t value_tally, bins bigint => 10)
	-> rows (bin int, customers bigint, lowest, highest, amount numeric, share, cumulative_customers, cumulative_share float8) rows 10 cost 100
	'the customers in bins of equal size, the best first: how many, their lowest and highest value, the sum, its share of the total, and the shares of '
	'customers and total up to the bin, 0..1; equal values may be in two bins; shares of a total of 0 are NULL; bins 2..1000, no negative values (22023)'
function rfm_segment(recency_tile, frequency_tile bigint) -> text
	'the segment of two of five tiles, 1..5 (22003), the latest purchase and the most purchases 5: Champions, Loyal customers, Potential loyalists, New '
	'customers, Promising, Need attention, About to sleep, At risk, Can''t lose them, Hibernating'
function rfm_table(l ledger_tally, as_of date => NULL, bins bigint => 5)
	-> rows (customer text, recency_days int, frequency bigint, monetary numeric, recency_tile, frequency_tile, monetary_tile int, segment text)
	null rows 5000 cost 1000
	'the customers of a ledger by day with a purchase by as_of (the last day seen, if NULL): days since the last one, days with one, the sum of all '
	'amounts by as_of, refunds included, their tiles as of rfm_tile (recency: the latest is the highest), and the segment, NULL unless bins is 5; a day whose '
	'net is below zero is no purchase; bins 2..1000 (22023)'

type transition_matrix large grows noun matrix space 256
	'how many customers went from one label to another, between two dates for example; up to 1000 labels, which are compared byte for byte; mergeable. '
	'Data of single customers: not for publication'
	+ 'matrices of disjoint customers added; NULL counts as none'
	merge null
	final null
	rollup 'matrices of disjoint customers added'

aggregate transition_agg(before, after text [, customers float8]) -> transition_matrix
	'matrix of moves from label to label: before NULL of customers who came new, after NULL of those who left, both NULL skips the row; more than 1000 '
	'labels, or 1000 bytes in one, are 54000' [customers '; a row may stand for several customers, a whole number from 0 (22003)']
	step transition_accum null 'internal: adds a move'

function transition_table(m transition_matrix, confidence float8 => 0.95)
	-> rows (before, after text, transitions bigint, share, low, high float8) rows 30 cost 100
	'each move that was seen, in the order of the labels'' bytes, NULL last: customers, their share of all who had that label before (of all who came new), '
	'0..1, and its confidence limits (Wilson 1927)'
