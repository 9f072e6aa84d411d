-- ---------- privacy: small groups that stay hidden ----------

function suppress(t survey_tally, minimum bigint => 5) -> survey_tally by cvsql_survey_tally_suppress
	'the tally, or NULL where it has fewer answers than minimum, at least 1 (22023): then every reading of it is NULL, and answers is 0, as of nobody'
function suppress(g retention_grid, minimum bigint => 5) -> retention_grid by cvsql_retention_grid_suppress
	'the grid without its cohorts of fewer customers than minimum, at least 1 (22023); NULL where none is left. Where one is left out, lifecycle_table tells '
	'active customers only, for who is new, retained or back is counted over all cohorts'
function suppress(s survival_tally, minimum bigint => 5) -> survival_tally by cvsql_survival_tally_suppress
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)'
function suppress(a active_tally, minimum bigint => 5) -> active_tally by cvsql_active_tally_suppress
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)'
function suppress(v value_tally, minimum bigint => 5) -> value_tally by cvsql_value_tally_suppress
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)'
function suppress(f funnel_tally, minimum bigint => 5) -> funnel_tally by cvsql_funnel_tally_suppress
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)'
function suppress(m driver_moments, minimum bigint => 5) -> driver_moments by cvsql_driver_moments_suppress
	'the moments, or NULL where they have fewer complete rows than minimum, at least 1 (22023)'
function suppress(t term_tally, minimum bigint => 5) -> term_tally by cvsql_term_tally_suppress
	'the tally without the terms that fewer answers than minimum, at least 1 (22023), mention: a term of one customer may be a name; NULL where it has fewer '
	'answers'
function suppress(f forecast_tally, minimum bigint => 5) -> forecast_tally by cvsql_forecast_tally_suppress
	'the forecast, or NULL where it is of fewer customers than minimum, at least 1 (22023)'
function suppress(b bridge_tally, minimum bigint => 5) -> bridge_tally by cvsql_bridge_tally_suppress
	'the bridge, or NULL where any movement, those who stay, or the closing has customers, but fewer than minimum, at least 1 (22023): the amount of one '
	'churned customer is his revenue'
function suppressed(n float8, minimum bigint => 5, parent_suppressed boolean => false) -> boolean window null
	'window function over the parts of a published total, the partition: true where 0 < n < minimum, and for the next smallest parts until two at least are '
	'withheld that may each be anything from 1 to minimum; where parent_suppressed, the total is withheld, and one part at least has to be, too. NULL and 0 '
	'are not suppressed; minimum, at least 1 (22023), is the same in all rows; n from 0 (22003). The frame does not matter'
