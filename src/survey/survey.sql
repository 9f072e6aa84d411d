-- ---------- survey: NPS, CSAT, CES ----------

type survey_tally small noun tally space 128
	'how often each point of a survey''s scale was answered, with exact sums of weights if some weight is not 1; mergeable'
	= 'same scale, answers and weights' <> 'different scale, answers or weights'
	json 'the tally as a JSON object: scale, answers per point, and weights if there are any'
	+ 'both tallies'' answers; NULL counts as no answers; tallies on different scales are an error (22023)'
	final 'internal: the tally, NULL if it is empty'
	rollup 'all answers of the tallies; tallies on different scales are an error (22023)'
		undo survey_tally_unmerge 'internal: takes a tally out of a moving frame'

function survey_tally_subtract(a, b survey_tally) -> survey_tally null
	'the answers of a without those of b, a part of it; NULL for b counts as no answers; answers or weights that a does not hold, or another scale, '
	'are an error (22023)'

CREATE OPERATOR - (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_subtract
);
COMMENT ON OPERATOR - (survey_tally, survey_tally) IS
	'the answers of the first tally without those of the second, a part of it; NULL for the part counts as no answers';

-- readings

function nps(t survey_tally, detractor_max bigint => NULL, promoter_min bigint => NULL) -> float8 by cvsql_nps_of_tally null
	'net promoter score, -100..100: the percentage of promoters (score >= promoter_min, by default 9) minus that of detractors (score <= '
	'detractor_max, by default 6); the defaults are those of scales that end at 10, others need both (22023); NULL without answers'
function nps_se(t survey_tally, detractor_max bigint => NULL, promoter_min bigint => NULL) -> float8 null
	'standard error of the net promoter score, in points; linearised for weighted answers'
function nps_{low|high}(t survey_tally, confidence float8 => 0.95, method text => 'adjusted_wald', detractor_max bigint => NULL, promoter_min bigint => NULL)
	-> float8 null cost 20
	'{lower|upper} confidence limit of the net promoter score, -100..100, by method adjusted_wald (Rocks 2016), score (Tango 1998) or wald'
function nps_summary(t survey_tally, confidence float8 => 0.95, method text => 'adjusted_wald', detractor_max bigint => NULL, promoter_min bigint => NULL)
	-> (answers, promoters, passives, detractors bigint, nps, se, low, high, effective_n float8) null cost 20
	'one row: the counts behind the net promoter score, the score, its standard error and limits in points, and Kish''s effective number of answers'
function nps_of_counts(detractors, passives, promoters float8, confidence float8 => 0.95, method text => 'adjusted_wald')
	-> (answers bigint, nps, se, low, high float8) cost 20
	'one row: the net promoter score of so many answers, its standard error and limits in points, by method adjusted_wald, score or wald; counts are whole, '
	'0 to 2^53 (22003)'
function nps_test(a, b survey_tally, confidence float8 => 0.95, detractor_max bigint => NULL, promoter_min bigint => NULL, method text => 'adjusted_wald')
	-> (difference, se, z, p_value, low, high float8) by cvsql_nps_test_of_tallies null cost 20
	'one row: nps(a) - nps(b) in points, and a test of two independent samples: standard error, z, two-sided p and limits of the difference, by method '
	'adjusted_wald, wald or score (MOVER: Zou & Donner 2008); NULLs where a or b has no answers; z and p_value NULL where nothing varies'
function nps_test(t survey_tally, target float8, confidence float8 => 0.95, detractor_max bigint => NULL, promoter_min bigint => NULL)
	-> (difference, se, z, p_value, low, high float8) by cvsql_nps_test_of_target null cost 20
	'one row: nps(t) - target in points, target being -100..100 and known, not measured (22003 beyond); adjusted Wald: standard error, z, two-sided p '
	'and limits of the difference'
function nps_contribution(before, after, total_before, total_after survey_tally, confidence float8 => 0.95,
	detractor_max bigint => NULL, promoter_min bigint => NULL)
	-> (mix, rate, contribution, se, low, high float8) null cost 20
	'one row, in points: what a segment did to nps(total_after) - nps(total_before), by another share (mix) and another score (rate), which segments '
	'add up to; standard error and normal limits of the contribution. A segment absent in one period, NULL or without answers, is all mix; NULLs where '
	'a total has no answers; answers that are not among those of their total are an error (22023)'
function nps_sample_size(margin float8, confidence float8 => 0.95, variance float8 => 1, population float8 => NULL) -> bigint
	by cvsql_nps_sample_size_of_margin null cost 20
	'answers needed for a net promoter score to within +-margin points (adjusted Wald); variance of one answer is p + d - (p - d)^2, at most 1; of a '
	'population of that many people, n / (1 + (n - 1) / population) are enough'
function csat(t survey_tally, satisfied_min bigint => NULL) -> float8 by cvsql_csat_of_tally null
	'satisfied answers (score >= satisfied_min) in percent, 0..100; by default the two top boxes (the upper one of a scale of two or three points), an error '
	'(22023) on scales of more than 7 points'
function csat_{low|high}(t survey_tally, confidence float8 => 0.95, satisfied_min bigint => NULL) -> float8 null cost 20
	'{lower|upper} confidence limit of csat, 0..100 (Wilson 1927)'
function csat_summary(t survey_tally, satisfied_min bigint => NULL, confidence float8 => 0.95)
	-> (answers bigint, estimate, low, high, effective_n float8) null cost 20
	'one row: answers, csat with its limits in percent (Wilson 1927), and Kish''s effective number of answers'
function csat_test(a, b survey_tally, confidence float8 => 0.95, satisfied_min bigint => NULL) -> (difference, se, z, p_value, low, high float8) null cost 20
	'one row: csat(a) - csat(b) in points, and a test of two independent samples: pooled standard error, z and two-sided p, NULL where nothing varies, and '
	'limits of the difference (Newcombe 1998, method 10)'
function ces(t survey_tally) -> float8 by cvsql_score_mean
	'customer effort score: the mean answer, in points of the scale; NULL without answers'
function ces_{low|high}(t survey_tally, confidence float8 => 0.95) -> float8 cost 20
	'{lower|upper} confidence limit of the mean answer (Student t); NULL below 2 answers'
function ces_summary(t survey_tally, confidence float8 => 0.95) -> (answers bigint, estimate, low, high, effective_n float8) cost 20
	'one row: answers, mean answer with its limits (Student t, clipped to the scale; NULL below 2 answers), and Kish''s effective number of answers'
function score_test(a, b survey_tally, confidence float8 => 0.95) -> (difference, se, t, df, p_value, low, high float8) cost 20
	'one row: mean of a - mean of b in points of their scale, and Welch''s test of two independent samples with Satterthwaite''s degrees of freedom; '
	'two scales are an error (22023); nothing but the difference where a or b has fewer than 2 answers, and se 0 where nothing varies'
function box_share(t survey_tally, lo, hi bigint) -> float8
	'fraction of the answers from lo to hi, 0..1'
function box_{low|high}(t survey_tally, lo, hi bigint, confidence float8 => 0.95) -> float8 cost 20
	'{lower|upper} confidence limit of box_share, 0..1 (Wilson 1927)'
function box_summary(t survey_tally, lo, hi bigint, confidence float8 => 0.95) -> (answers bigint, estimate, low, high, effective_n float8) cost 20
	'one row: answers of the whole tally, fraction of those from lo to hi with its limits, 0..1 (Wilson 1927), and Kish''s effective number of answers'
function score_mean(t survey_tally) -> float8
	'mean answer, weighted; NULL without answers'
function score_stddev(t survey_tally) -> float8
	'sample standard deviation of the answers; NULL below 2 answers'
function effective_n(t survey_tally) -> float8
	'effective number of answers (Kish): (sum w)^2 / sum w^2, the number of answers when all weights are equal'
function answers(t survey_tally) -> bigint null
	'number of answers; 0 for NULL'
function survey_table(t survey_tally) -> rows (score int, answers bigint, weight, share float8) rows 11
	'one row per point of the scale: answers, sum of their weights, and share of all weights (0..1)'
function wilson_{low|high}(successes, trials float8, confidence float8 => 0.95) -> float8 cost 20
	'{lower|upper} confidence limit of a proportion, 0..1 (Wilson 1927); counts are whole, 0 to 2^53 (22003); NULL without trials'
function share_summary(successes, trials float8, confidence float8 => 0.95) -> (share, low, high float8) cost 20
	'one row: a proportion and its limits, 0..1 (Wilson 1927); counts are whole, 0 to 2^53 (22003); NULLs without trials'
function share_test(successes_a, trials_a, successes_b, trials_b float8, confidence float8 => 0.95) -> (difference, se, z, p_value, low, high float8) cost 20
	'one row: share of a - share of b, fractions, and a test of two independent samples: pooled standard error, z and two-sided p, NULL where nothing '
	'varies, and limits of the difference (Newcombe 1998, method 10); NULLs where one has no trials'

-- aggregates

aggregate nps_agg(score int | float8 [, weight float8]) -> survey_tally
	'tally of answers 0..10' [weight ', weighted']
	space 128 [weight 512]
	start '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}'
	step survey_accum by cvsql_survey_accum_{score} 'internal: adds an answer'
	undo survey_remove by cvsql_survey_remove_{score} 'internal: takes an answer out of a moving frame'
aggregate csat_agg(score int | float8 [, weight float8]) -> survey_tally
	'tally of answers 1..5' [weight ', weighted']
	space 128 [weight 512]
	start '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}' step survey_accum undo survey_remove
aggregate ces_agg(score int | float8 [, weight float8]) -> survey_tally
	'tally of answers 1..7' [weight ', weighted']
	space 128 [weight 512]
	start '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}' step survey_accum undo survey_remove
aggregate survey_agg(score int | float8, lo, hi bigint [, weight float8]) -> survey_tally
	'tally of answers lo..hi, at most 101 points' [weight ', weighted']
	space 128 [weight 512]
	step survey_scale_accum by cvsql_survey_scale_accum_{score} null
		'internal: adds an answer, on the scale of the aggregates arguments'
	undo survey_scale_remove by cvsql_survey_scale_remove_{score} null
		'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments'

-- aggregates of tables of counts: a row stands for as many answers

aggregate nps_count_agg(score int | float8, answers float8) -> survey_tally
	'tally of a table of counts: each row stands for that many answers 0..10; answers is whole, 0 to 2^53 (22003)'
	space 128
	start '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}'
	step survey_count_accum by cvsql_survey_count_accum_{score} 'internal: adds so many answers'
	undo survey_count_remove by cvsql_survey_count_remove_{score} 'internal: takes so many answers out of a moving frame'
aggregate csat_count_agg(score int | float8, answers float8) -> survey_tally
	'tally of a table of counts: each row stands for that many answers 1..5; answers is whole, 0 to 2^53 (22003)'
	space 128
	start '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}' step survey_count_accum undo survey_count_remove
aggregate ces_count_agg(score int | float8, answers float8) -> survey_tally
	'tally of a table of counts: each row stands for that many answers 1..7; answers is whole, 0 to 2^53 (22003)'
	space 128
	start '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}' step survey_count_accum undo survey_count_remove
aggregate survey_count_agg(score int | float8, lo, hi bigint, answers float8) -> survey_tally
	'tally of a table of counts: each row stands for that many answers lo..hi, at most 101 points; answers is whole, 0 to 2^53 (22003)'
	space 128
	step survey_scale_count_accum by cvsql_survey_scale_count_accum_{score} null
		'internal: adds so many answers, on the scale of the aggregates arguments'
	undo survey_scale_count_remove by cvsql_survey_scale_count_remove_{score} null
		'internal: takes so many answers out of a moving frame, on the scale of the aggregates arguments'

-- aggregates in one step

aggregate nps(score int | float8 [, weight float8]) -> float8
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6)' [weight ', weighted']
	space 128 [weight 512]
	state survey_tally start '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}'
	step survey_accum undo survey_remove final nps_final 'internal: NPS on the standard thresholds'
aggregate csat(score int | float8 [, weight float8]) -> float8
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step' [weight ', weighted']
	space 128 [weight 512]
	state survey_tally start '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}'
	step survey_accum undo survey_remove final csat_final 'internal: CSAT of the two top boxes'
aggregate ces(score int | float8 [, weight float8]) -> float8
	'customer effort score: mean of answers 1..7 in one step' [weight ', weighted']
	space 128 [weight 512]
	state survey_tally start '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}' step survey_accum undo survey_remove final ces
