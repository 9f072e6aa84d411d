\echo Use "CREATE EXTENSION custval" to load this file. \quit
-- ---------- survey: NPS, CSAT, CES ----------

CREATE TYPE survey_tally;

CREATE FUNCTION survey_tally_in(cstring) RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_in(cstring) IS 'I/O';

CREATE FUNCTION survey_tally_out(survey_tally) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_survey_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_out(survey_tally) IS 'I/O';

CREATE FUNCTION survey_tally_recv(internal) RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_recv(internal) IS 'I/O';

CREATE FUNCTION survey_tally_send(survey_tally) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_survey_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_send(survey_tally) IS 'I/O';

CREATE TYPE survey_tally (
	INPUT = survey_tally_in, OUTPUT = survey_tally_out,
	RECEIVE = survey_tally_recv, SEND = survey_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE survey_tally IS
	'how often each point of a survey''s scale was answered, with exact sums of weights if some weight is not 1; mergeable';

CREATE FUNCTION survey_tally_to_jsonb(t survey_tally)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_survey_tally_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_to_jsonb(survey_tally) IS
	'the tally as jsonb: scale, answers per point, and weights if there are any';

CREATE CAST (survey_tally AS jsonb) WITH FUNCTION survey_tally_to_jsonb(survey_tally);
COMMENT ON CAST (survey_tally AS jsonb) IS 'the tally as a JSON object';

-- equality and hashing

CREATE FUNCTION survey_tally_eq(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_eq(survey_tally, survey_tally) IS
	'same scale, answers and weights';

CREATE FUNCTION survey_tally_ne(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_ne(survey_tally, survey_tally) IS
	'different scale, answers or weights';

CREATE FUNCTION survey_tally_hash(t survey_tally)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_hash(survey_tally) IS
	'hash';

CREATE FUNCTION survey_tally_hash_extended(t survey_tally, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_hash_extended(survey_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (survey_tally, survey_tally) IS 'same scale, answers and weights';

CREATE OPERATOR <> (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (survey_tally, survey_tally) IS 'different scale, answers or weights';

CREATE OPERATOR FAMILY survey_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY survey_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS survey_tally_ops DEFAULT FOR TYPE survey_tally USING hash FAMILY survey_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 survey_tally_hash(survey_tally),
	FUNCTION 2 survey_tally_hash_extended(survey_tally, bigint);
COMMENT ON OPERATOR CLASS survey_tally_ops USING hash IS 'equality of tallies';

-- merging

CREATE FUNCTION survey_tally_add(a survey_tally, b survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_add(survey_tally, survey_tally) IS
	'both tallies answers; NULL counts as no answers; tallies on different scales are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (survey_tally, survey_tally) IS 'both tallies'' answers; NULL counts as no answers';

-- transition, combine and final functions of the aggregates

CREATE FUNCTION survey_accum(survey_tally, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_accum_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, int) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_accum_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, int, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_accum_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_accum_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, float8, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_scale_accum(survey_tally, int, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_accum_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, int, int, int) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, int, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_accum_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, int, int, int, float8) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, float8, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_accum_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, float8, int, int) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, float8, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_accum_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, float8, int, int, float8) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_remove(survey_tally, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_remove_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, int) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_remove_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, int, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_remove_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_remove_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, float8, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_scale_remove(survey_tally, int, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_remove_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, int, int, int) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, int, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_remove_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, int, int, int, float8) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, float8, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_remove_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, float8, int, int) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, float8, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_scale_remove_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, float8, int, int, float8) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_merge(survey_tally, survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_merge(survey_tally, survey_tally) IS
	'internal: adds a tally';

CREATE FUNCTION survey_unmerge(survey_tally, survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_unmerge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_unmerge(survey_tally, survey_tally) IS
	'internal: takes a tally out of a moving frame';

CREATE FUNCTION survey_final(survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cv_survey_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_final(survey_tally) IS
	'internal: the tally, NULL if it is empty';

CREATE FUNCTION nps_final(survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nps_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_final(survey_tally) IS
	'internal: NPS on the standard thresholds';

CREATE FUNCTION csat_final(survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_csat_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_final(survey_tally) IS
	'internal: CSAT of the two top boxes';

-- readings

CREATE FUNCTION nps(t survey_tally, detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nps_of_tally' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps(survey_tally, int, int) IS
	'net promoter score, -100..100: the percentage of promoters (score >= promoter_min) minus that of detractors (score <= detractor_max); NULL without answers';

CREATE FUNCTION nps_se(t survey_tally, detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nps_se' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_se(survey_tally, int, int) IS
	'standard error of the net promoter score, in points; linearised for weighted answers';

CREATE FUNCTION nps_low(t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nps_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_low(survey_tally, float8, text, int, int) IS
	'lower confidence limit of the net promoter score, -100..100, by method adjusted_wald (Rocks 2016), score (Tango 1998) or wald';

CREATE FUNCTION nps_high(t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nps_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_high(survey_tally, float8, text, int, int) IS
	'upper confidence limit of the net promoter score, -100..100, by method adjusted_wald (Rocks 2016), score (Tango 1998) or wald';

CREATE FUNCTION nps_summary(
	t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald',
	detractor_max int DEFAULT 6, promoter_min int DEFAULT 9,
	OUT answers bigint, OUT promoters bigint, OUT passives bigint, OUT detractors bigint,
	OUT nps float8, OUT se float8, OUT low float8, OUT high float8, OUT effective_n float8)
	AS 'MODULE_PATHNAME', 'cv_nps_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_summary(survey_tally, float8, text, int, int) IS
	'one row: the counts behind the net promoter score, the score, its standard error and limits in points, and Kish''s effective number of answers';

CREATE FUNCTION nps_test(
	a survey_tally, b survey_tally, confidence float8 DEFAULT 0.95,
	detractor_max int DEFAULT 6, promoter_min int DEFAULT 9,
	OUT difference float8, OUT se float8, OUT z float8, OUT p_value float8, OUT low float8, OUT high float8)
	AS 'MODULE_PATHNAME', 'cv_nps_test_of_tallies' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_test(survey_tally, survey_tally, float8, int, int) IS
	'one row: nps(a) - nps(b) in points, and the adjusted Wald test of two independent samples: standard error, z, two-sided p and limits of the difference';

CREATE FUNCTION nps_sample_size(margin float8, confidence float8 DEFAULT 0.95, variance float8 DEFAULT 1)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_nps_sample_size_of_margin' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_sample_size(float8, float8, float8) IS
	'answers needed for a net promoter score to within +-margin points (adjusted Wald); variance of one answer is p + d - (p - d)^2, at most 1';

CREATE FUNCTION csat(t survey_tally, satisfied_min int DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_csat_of_tally' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat(survey_tally, int) IS
	'satisfied answers (score >= satisfied_min) in percent, 0..100; by default the two top boxes (the upper one of a scale of two points), an error (22023) on scales of more than 7 points';

CREATE FUNCTION csat_low(t survey_tally, confidence float8 DEFAULT 0.95, satisfied_min int DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_csat_low' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_low(survey_tally, float8, int) IS
	'lower confidence limit of csat, 0..100 (Wilson 1927)';

CREATE FUNCTION csat_high(t survey_tally, confidence float8 DEFAULT 0.95, satisfied_min int DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_csat_high' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_high(survey_tally, float8, int) IS
	'upper confidence limit of csat, 0..100 (Wilson 1927)';

CREATE FUNCTION ces(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_score_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces(survey_tally) IS
	'customer effort score: the mean answer, in points of the scale; NULL without answers';

CREATE FUNCTION ces_low(t survey_tally, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_ces_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION ces_low(survey_tally, float8) IS
	'lower confidence limit of the mean answer (Student t); NULL below 2 answers';

CREATE FUNCTION ces_high(t survey_tally, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_ces_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION ces_high(survey_tally, float8) IS
	'upper confidence limit of the mean answer (Student t); NULL below 2 answers';

CREATE FUNCTION box_share(t survey_tally, lo int, hi int)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_box_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION box_share(survey_tally, int, int) IS
	'fraction of the answers from lo to hi, 0..1';

CREATE FUNCTION box_low(t survey_tally, lo int, hi int, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_box_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION box_low(survey_tally, int, int, float8) IS
	'lower confidence limit of box_share, 0..1 (Wilson 1927)';

CREATE FUNCTION box_high(t survey_tally, lo int, hi int, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_box_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION box_high(survey_tally, int, int, float8) IS
	'upper confidence limit of box_share, 0..1 (Wilson 1927)';

CREATE FUNCTION score_mean(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_score_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_mean(survey_tally) IS
	'mean answer, weighted; NULL without answers';

CREATE FUNCTION score_stddev(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_score_stddev' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_stddev(survey_tally) IS
	'sample standard deviation of the answers; NULL below 2 answers';

CREATE FUNCTION effective_n(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_effective_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_n(survey_tally) IS
	'effective number of answers (Kish): (sum w)^2 / sum w^2, the number of answers when all weights are equal';

CREATE FUNCTION answers(t survey_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_answers' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION answers(survey_tally) IS
	'number of answers; 0 for NULL';

CREATE FUNCTION survey_table(t survey_tally)
	RETURNS TABLE (score int, answers bigint, weight float8, share float8)
	AS 'MODULE_PATHNAME', 'cv_survey_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 11;
COMMENT ON FUNCTION survey_table(survey_tally) IS
	'one row per point of the scale: answers, sum of their weights, and share of all weights (0..1)';

CREATE FUNCTION wilson_low(successes bigint, trials bigint, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_wilson_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION wilson_low(bigint, bigint, float8) IS
	'lower confidence limit of a proportion, 0..1 (Wilson 1927); NULL without trials';

CREATE FUNCTION wilson_high(successes bigint, trials bigint, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_wilson_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION wilson_high(bigint, bigint, float8) IS
	'upper confidence limit of a proportion, 0..1 (Wilson 1927); NULL without trials';

-- aggregates

CREATE AGGREGATE nps_agg(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE nps_agg(int) IS
	'tally of answers 0..10';

CREATE AGGREGATE nps_agg(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE nps_agg(int, float8) IS
	'tally of answers 0..10, weighted';

CREATE AGGREGATE nps_agg(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE nps_agg(float8) IS
	'tally of answers 0..10';

CREATE AGGREGATE nps_agg(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE nps_agg(float8, float8) IS
	'tally of answers 0..10, weighted';

CREATE AGGREGATE csat_agg(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE csat_agg(int) IS
	'tally of answers 1..5';

CREATE AGGREGATE csat_agg(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE csat_agg(int, float8) IS
	'tally of answers 1..5, weighted';

CREATE AGGREGATE csat_agg(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE csat_agg(float8) IS
	'tally of answers 1..5';

CREATE AGGREGATE csat_agg(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE csat_agg(float8, float8) IS
	'tally of answers 1..5, weighted';

CREATE AGGREGATE ces_agg(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE ces_agg(int) IS
	'tally of answers 1..7';

CREATE AGGREGATE ces_agg(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE ces_agg(int, float8) IS
	'tally of answers 1..7, weighted';

CREATE AGGREGATE ces_agg(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE ces_agg(float8) IS
	'tally of answers 1..7';

CREATE AGGREGATE ces_agg(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE ces_agg(float8, float8) IS
	'tally of answers 1..7, weighted';

CREATE AGGREGATE survey_agg(score int, lo int, hi int) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE survey_agg(int, int, int) IS
	'tally of answers lo..hi, at most 101 points';

CREATE AGGREGATE survey_agg(score int, lo int, hi int, weight float8) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE survey_agg(int, int, int, float8) IS
	'tally of answers lo..hi, at most 101 points, weighted';

CREATE AGGREGATE survey_agg(score float8, lo int, hi int) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE survey_agg(float8, int, int) IS
	'tally of answers lo..hi, at most 101 points';

CREATE AGGREGATE survey_agg(score float8, lo int, hi int, weight float8) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE survey_agg(float8, int, int, float8) IS
	'tally of answers lo..hi, at most 101 points, weighted';

CREATE AGGREGATE nps(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(int) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6)';

CREATE AGGREGATE nps(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(int, float8) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6), weighted';

CREATE AGGREGATE nps(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(float8) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6)';

CREATE AGGREGATE nps(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(float8, float8) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6), weighted';

CREATE AGGREGATE csat(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(int) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step';

CREATE AGGREGATE csat(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(int, float8) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step, weighted';

CREATE AGGREGATE csat(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(float8) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step';

CREATE AGGREGATE csat(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(float8, float8) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step, weighted';

CREATE AGGREGATE ces(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(int) IS
	'customer effort score: mean of answers 1..7 in one step';

CREATE AGGREGATE ces(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(int, float8) IS
	'customer effort score: mean of answers 1..7 in one step, weighted';

CREATE AGGREGATE ces(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(float8) IS
	'customer effort score: mean of answers 1..7 in one step';

CREATE AGGREGATE ces(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(float8, float8) IS
	'customer effort score: mean of answers 1..7 in one step, weighted';

CREATE AGGREGATE rollup(t survey_tally) (
	SFUNC = survey_merge, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_final, COMBINEFUNC = survey_merge, PARALLEL = SAFE,
	MSFUNC = survey_merge, MINVFUNC = survey_unmerge, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_final
);
COMMENT ON AGGREGATE rollup(survey_tally) IS
	'all answers of the tallies; tallies on different scales are an error (22023)';
-- ---------- retention: cohorts, curves, lifecycle ----------

CREATE TYPE activity_calendar;

CREATE FUNCTION activity_calendar_in(cstring) RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_calendar_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_in(cstring) IS 'I/O';

CREATE FUNCTION activity_calendar_out(activity_calendar) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_activity_calendar_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_out(activity_calendar) IS 'I/O';

CREATE FUNCTION activity_calendar_recv(internal) RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_calendar_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_recv(internal) IS 'I/O';

CREATE FUNCTION activity_calendar_send(activity_calendar) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_activity_calendar_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_send(activity_calendar) IS 'I/O';

CREATE TYPE activity_calendar (
	INPUT = activity_calendar_in, OUTPUT = activity_calendar_out,
	RECEIVE = activity_calendar_recv, SEND = activity_calendar_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE activity_calendar IS
	'one customer''s active periods: unit, first period, a bitmap, the last day seen; mergeable';

CREATE FUNCTION activity_calendar_to_jsonb(c activity_calendar)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_activity_calendar_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_to_jsonb(activity_calendar) IS
	'the calendar as a JSON object';

CREATE CAST (activity_calendar AS jsonb) WITH FUNCTION activity_calendar_to_jsonb(activity_calendar);
COMMENT ON CAST (activity_calendar AS jsonb) IS 'the calendar as a JSON object';

CREATE FUNCTION activity_calendar_eq(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_eq(activity_calendar, activity_calendar) IS
	'the same calendar';

CREATE FUNCTION activity_calendar_ne(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_ne(activity_calendar, activity_calendar) IS
	'different calendars';

CREATE FUNCTION activity_calendar_hash(c activity_calendar)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_hash(activity_calendar) IS
	'hash';

CREATE FUNCTION activity_calendar_hash_extended(c activity_calendar, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_hash_extended(activity_calendar, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (activity_calendar, activity_calendar) IS 'the same calendar';

CREATE OPERATOR <> (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (activity_calendar, activity_calendar) IS 'different calendars';

CREATE OPERATOR FAMILY activity_calendar_ops USING hash;
COMMENT ON OPERATOR FAMILY activity_calendar_ops USING hash IS 'equality of calendars';

CREATE OPERATOR CLASS activity_calendar_ops DEFAULT FOR TYPE activity_calendar USING hash FAMILY activity_calendar_ops AS
	OPERATOR 1 =,
	FUNCTION 1 activity_calendar_hash(activity_calendar),
	FUNCTION 2 activity_calendar_hash_extended(activity_calendar, bigint);
COMMENT ON OPERATOR CLASS activity_calendar_ops USING hash IS 'equality of calendars';

CREATE FUNCTION activity_calendar_add(a activity_calendar, b activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_calendar_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_add(activity_calendar, activity_calendar) IS
	'the same customer''s calendars merged; NULL counts as never active; different units are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (activity_calendar, activity_calendar) IS
	'the same customer''s calendars merged; NULL counts as never active; different units are an error (22023)';

-- transition, combine and final functions of calendars

CREATE FUNCTION activity_accum(activity_calendar, date, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, date, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_accum(activity_calendar, timestamp, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, timestamp, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_accum(activity_calendar, timestamptz, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, timestamptz, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_merge(activity_calendar, activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_merge(activity_calendar, activity_calendar) IS
	'internal: adds a calendar';

CREATE FUNCTION activity_final(activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cv_activity_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_final(activity_calendar) IS
	'internal: the calendar';

-- readings of calendars

CREATE FUNCTION first_period(c activity_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cv_first_period' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION first_period(activity_calendar) IS
	'first day of the first active period';

CREATE FUNCTION last_seen(c activity_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cv_calendar_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(activity_calendar) IS
	'last day of activity';

CREATE FUNCTION active_periods(c activity_calendar)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cv_active_periods' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_periods(activity_calendar) IS
	'number of active periods';

CREATE TYPE retention_grid;

CREATE FUNCTION retention_grid_in(cstring) RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_grid_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_in(cstring) IS 'I/O';

CREATE FUNCTION retention_grid_out(retention_grid) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_retention_grid_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_out(retention_grid) IS 'I/O';

CREATE FUNCTION retention_grid_recv(internal) RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_grid_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_recv(internal) IS 'I/O';

CREATE FUNCTION retention_grid_send(retention_grid) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_retention_grid_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_send(retention_grid) IS 'I/O';

CREATE TYPE retention_grid (
	INPUT = retention_grid_in, OUTPUT = retention_grid_out,
	RECEIVE = retention_grid_recv, SEND = retention_grid_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE retention_grid IS
	'per cohort its customers, per cohort and period those active and those last active, per period the new and the retained; mergeable for disjoint customers';

CREATE FUNCTION retention_grid_to_jsonb(g retention_grid)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_retention_grid_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_to_jsonb(retention_grid) IS
	'the grid as a JSON object';

CREATE CAST (retention_grid AS jsonb) WITH FUNCTION retention_grid_to_jsonb(retention_grid);
COMMENT ON CAST (retention_grid AS jsonb) IS 'the grid as a JSON object';

CREATE FUNCTION retention_grid_eq(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_eq(retention_grid, retention_grid) IS
	'the same grid';

CREATE FUNCTION retention_grid_ne(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_ne(retention_grid, retention_grid) IS
	'different grids';

CREATE FUNCTION retention_grid_hash(g retention_grid)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_hash(retention_grid) IS
	'hash';

CREATE FUNCTION retention_grid_hash_extended(g retention_grid, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_hash_extended(retention_grid, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (retention_grid, retention_grid) IS 'the same grid';

CREATE OPERATOR <> (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (retention_grid, retention_grid) IS 'different grids';

CREATE OPERATOR FAMILY retention_grid_ops USING hash;
COMMENT ON OPERATOR FAMILY retention_grid_ops USING hash IS 'equality of grids';

CREATE OPERATOR CLASS retention_grid_ops DEFAULT FOR TYPE retention_grid USING hash FAMILY retention_grid_ops AS
	OPERATOR 1 =,
	FUNCTION 1 retention_grid_hash(retention_grid),
	FUNCTION 2 retention_grid_hash_extended(retention_grid, bigint);
COMMENT ON OPERATOR CLASS retention_grid_ops USING hash IS 'equality of grids';

CREATE FUNCTION retention_grid_add(a retention_grid, b retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_grid_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_add(retention_grid, retention_grid) IS
	'grids of disjoint customers merged; NULL counts as no customers; different units are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (retention_grid, retention_grid) IS
	'grids of disjoint customers merged; NULL counts as no customers; different units are an error (22023)';

-- transition, combine and final functions of grids

CREATE FUNCTION retention_accum(retention_grid, activity_calendar)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar) IS
	'internal: adds a customer';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, date, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, timestamp, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, timestamptz, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_merge(retention_grid, retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_merge(retention_grid, retention_grid) IS
	'internal: adds a grid';

CREATE FUNCTION retention_final(retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_retention_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_final(retention_grid) IS
	'internal: the grid';

CREATE FUNCTION retention_events_accum(internal, bigint, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, bigint, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, bigint, timestamp, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, bigint, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, bigint, timestamptz, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, bigint, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, uuid, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, uuid, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, uuid, timestamp, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, uuid, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, uuid, timestamptz, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, uuid, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, text, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, text, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, text, timestamp, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, text, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, text, timestamptz, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, text, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_events_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION retention_events_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION retention_events_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_events_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION retention_events_final(internal)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cv_events_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_final(internal) IS
	'internal: the grid of the customers';

-- readings of grids

CREATE FUNCTION retention_table(g retention_grid, as_of date DEFAULT NULL, mode text DEFAULT 'bounded', confidence float8 DEFAULT 0.95)
	RETURNS TABLE (cohort date, period int, period_start date, cohort_size bigint, retained bigint, rate float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cv_retention_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 300 COST 100;
COMMENT ON FUNCTION retention_table(retention_grid, date, text, float8) IS
	'the cohort triangle: per cohort and period since (0 is its own) the customers retained, their rate (0..1) and its Wilson limits; NULL for a period that is not over by as_of (the last day seen, if NULL); mode bounded (active in that very period) or unbounded (in it or a later one)';

CREATE FUNCTION retention_curve(g retention_grid, as_of date DEFAULT NULL, mode text DEFAULT 'bounded', confidence float8 DEFAULT 0.95)
	RETURNS TABLE (period int, eligible bigint, retained bigint, rate float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cv_retention_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 100;
COMMENT ON FUNCTION retention_curve(retention_grid, date, text, float8) IS
	'retention by period since the cohort''s own, pooled over the cohorts whose period is over by as_of';

CREATE FUNCTION retention_rate(g retention_grid, period int, as_of date DEFAULT NULL, mode text DEFAULT 'bounded')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_retention_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION retention_rate(retention_grid, int, date, text) IS
	'retention in a period since the cohort''s own, pooled over the cohorts whose period is over by as_of, 0..1; NULL where there are none';

CREATE FUNCTION lifecycle_table(g retention_grid, as_of date DEFAULT NULL)
	RETURNS TABLE (period_start date, active_customers bigint, new_customers bigint, retained bigint, resurrected bigint, churned bigint, churn_rate float8, quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cv_lifecycle_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 100;
COMMENT ON FUNCTION lifecycle_table(retention_grid, date) IS
	'per period: active = new (first activity) + retained (active in the one before, too) + resurrected; churned were active in the one before only; churn_rate = churned / active in the one before; quick_ratio = (new + resurrected) / churned; NULL for a period that is not over by as_of';

CREATE FUNCTION last_seen(g retention_grid)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cv_grid_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(retention_grid) IS
	'last day of activity of any customer, or of joining';

CREATE FUNCTION customers(g retention_grid)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_customers_of_grid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers(retention_grid) IS
	'number of customers';

-- aggregates

CREATE AGGREGATE activity_agg(at date, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(date, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year';

CREATE AGGREGATE activity_agg(at timestamp, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(timestamp, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year';

CREATE AGGREGATE activity_agg(at timestamptz, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(timestamptz, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year, cut by the session''s TimeZone';

CREATE AGGREGATE rollup(c activity_calendar) (
	SFUNC = activity_merge, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(activity_calendar) IS
	'the same customer''s calendars merged';

CREATE AGGREGATE retention_agg(c activity_calendar) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar) IS
	'the grid of customers, a row each; the cohort is the first active period';

CREATE AGGREGATE retention_agg(c activity_calendar, joined date, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, date, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE retention_agg(c activity_calendar, joined timestamp, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, timestamp, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE retention_agg(c activity_calendar, joined timestamptz, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, timestamptz, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE rollup(g retention_grid) (
	SFUNC = retention_merge, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(retention_grid) IS
	'grids of disjoint customers merged';

CREATE AGGREGATE retention_agg(customer bigint, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer bigint, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer bigint, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer uuid, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer uuid, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer uuid, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer text, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer text, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer text, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';
-- ---------- clv: purchase histories, models of customers and of contracts, lifetime value ----------

CREATE TYPE purchase_history;

CREATE FUNCTION purchase_history_in(cstring) RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_history_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_in(cstring) IS 'I/O';

CREATE FUNCTION purchase_history_out(purchase_history) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_purchase_history_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_out(purchase_history) IS 'I/O';

CREATE FUNCTION purchase_history_recv(internal) RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_history_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_recv(internal) IS 'I/O';

CREATE FUNCTION purchase_history_send(purchase_history) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_purchase_history_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_send(purchase_history) IS 'I/O';

CREATE TYPE purchase_history (
	INPUT = purchase_history_in, OUTPUT = purchase_history_out,
	RECEIVE = purchase_history_recv, SEND = purchase_history_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE purchase_history IS
	'the net amount of every day on which a customer purchased or was refunded, exact and mergeable';

CREATE FUNCTION purchase_history_to_jsonb(h purchase_history)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_purchase_history_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_to_jsonb(purchase_history) IS
	'the history as a JSON object';

CREATE CAST (purchase_history AS jsonb) WITH FUNCTION purchase_history_to_jsonb(purchase_history);
COMMENT ON CAST (purchase_history AS jsonb) IS 'the history as a JSON object';

CREATE FUNCTION purchase_history_eq(a purchase_history, b purchase_history)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_eq(purchase_history, purchase_history) IS
	'the same history';

CREATE FUNCTION purchase_history_ne(a purchase_history, b purchase_history)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_ne(purchase_history, purchase_history) IS
	'different histories';

CREATE FUNCTION purchase_history_hash(h purchase_history)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_hash(purchase_history) IS
	'hash';

CREATE FUNCTION purchase_history_hash_extended(h purchase_history, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_hash_extended(purchase_history, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = purchase_history, RIGHTARG = purchase_history, FUNCTION = purchase_history_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (purchase_history, purchase_history) IS 'the same history';

CREATE OPERATOR <> (
	LEFTARG = purchase_history, RIGHTARG = purchase_history, FUNCTION = purchase_history_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (purchase_history, purchase_history) IS 'different histories';

CREATE OPERATOR FAMILY purchase_history_ops USING hash;
COMMENT ON OPERATOR FAMILY purchase_history_ops USING hash IS 'equality of histories';

CREATE OPERATOR CLASS purchase_history_ops DEFAULT FOR TYPE purchase_history USING hash FAMILY purchase_history_ops AS
	OPERATOR 1 =,
	FUNCTION 1 purchase_history_hash(purchase_history),
	FUNCTION 2 purchase_history_hash_extended(purchase_history, bigint);
COMMENT ON OPERATOR CLASS purchase_history_ops USING hash IS 'equality of histories';


CREATE FUNCTION purchase_history_add(a purchase_history, b purchase_history)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_history_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_add(purchase_history, purchase_history) IS
	'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = purchase_history, RIGHTARG = purchase_history, FUNCTION = purchase_history_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (purchase_history, purchase_history) IS
	'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts are an error (22023)';

-- transition, combine and final functions of histories

CREATE FUNCTION purchase_accum(purchase_history, date)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, date) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, date, numeric)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, date, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamp)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamp) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamp, numeric)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamp, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamptz)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamptz) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamptz, numeric)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamptz, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_merge(purchase_history, purchase_history)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_merge(purchase_history, purchase_history) IS
	'internal: adds a history';

CREATE FUNCTION purchase_final(purchase_history)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_final(purchase_history) IS
	'internal: the history';

-- readings of histories

CREATE FUNCTION frequency(h purchase_history, as_of date DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_frequency' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION frequency(purchase_history, date) IS
	'days with a purchase after the first one, by as_of (all, if NULL); NULL without a purchase by then. A day whose net is below zero is no purchase';

CREATE FUNCTION recency(h purchase_history, unit text DEFAULT 'week', as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_recency' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION recency(purchase_history, text, date) IS
	'age of the customer at the last purchase by as_of, since the first one, in units (day, week, month of 365.25 / 12 days, year of 365.25 days); 0 without repeat purchases';

CREATE FUNCTION tenure(h purchase_history, as_of date, unit text DEFAULT 'week')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_tenure' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tenure(purchase_history, date, text) IS
	'age of the customer at as_of, since the first purchase, in units; NULL without a purchase by then';

CREATE FUNCTION monetary(h purchase_history, as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_monetary' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION monetary(purchase_history, date) IS
	'mean net amount of the days with a purchase after the first one, by as_of; NULL without repeat purchases or amounts';

CREATE FUNCTION first_purchase(h purchase_history)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cv_first_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION first_purchase(purchase_history) IS
	'day of the first purchase; NULL if there are refunds only';

CREATE FUNCTION last_purchase(h purchase_history)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cv_last_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_purchase(purchase_history) IS
	'day of the last purchase; NULL if there are refunds only';

CREATE FUNCTION days_since(h purchase_history, as_of date)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cv_days_since' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION days_since(purchase_history, date) IS
	'days from the last purchase by as_of to as_of; NULL without a purchase by then';

CREATE FUNCTION purchase_days(h purchase_history)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_purchase_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_days(purchase_history) IS
	'days with a purchase';

CREATE FUNCTION total_spend(h purchase_history)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'cv_total_spend' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total_spend(purchase_history) IS
	'sum of all amounts, refunds included, exact; NULL without amounts';

CREATE FUNCTION purchase_summary(h purchase_history, as_of date, unit text DEFAULT 'week', OUT frequency bigint, OUT recency float8, OUT tenure float8, OUT monetary float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cv_purchase_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_summary(purchase_history, date, text) IS
	'frequency, recency, tenure and monetary by as_of; NULL without a purchase by then';

-- aggregates of purchases

CREATE AGGREGATE purchase_agg(at date) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at date, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamp) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at timestamp, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamptz) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz) IS
	'the history of a customer, spend unknown; days by the session''s TimeZone';

CREATE AGGREGATE purchase_agg(at timestamptz, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped; days by the session''s TimeZone';

CREATE AGGREGATE rollup(h purchase_history) (
	SFUNC = purchase_merge, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(purchase_history) IS
	'histories of one customer merged';

CREATE TYPE clv_model;

CREATE FUNCTION clv_model_in(cstring) RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_clv_model_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_in(cstring) IS 'I/O';

CREATE FUNCTION clv_model_out(clv_model) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_clv_model_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_out(clv_model) IS 'I/O';

CREATE FUNCTION clv_model_recv(internal) RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_clv_model_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_recv(internal) IS 'I/O';

CREATE FUNCTION clv_model_send(clv_model) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_clv_model_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_send(clv_model) IS 'I/O';

CREATE TYPE clv_model (
	INPUT = clv_model_in, OUTPUT = clv_model_out,
	RECEIVE = clv_model_recv, SEND = clv_model_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE clv_model IS
	'a model of purchases (bg/nbd, mbg/nbd, pareto/nbd, bg/bb; with Gamma-Gamma spend) or of contracts (sbg): parameters, their covariance, and how the fit went';

CREATE FUNCTION clv_model_to_jsonb(m clv_model)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_clv_model_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_to_jsonb(clv_model) IS
	'the model as a JSON object';

CREATE CAST (clv_model AS jsonb) WITH FUNCTION clv_model_to_jsonb(clv_model);
COMMENT ON CAST (clv_model AS jsonb) IS 'the model as a JSON object';

CREATE FUNCTION clv_model_eq(a clv_model, b clv_model)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_eq(clv_model, clv_model) IS
	'the same model';

CREATE FUNCTION clv_model_ne(a clv_model, b clv_model)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_ne(clv_model, clv_model) IS
	'different models';

CREATE FUNCTION clv_model_hash(m clv_model)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_hash(clv_model) IS
	'hash';

CREATE FUNCTION clv_model_hash_extended(m clv_model, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_hash_extended(clv_model, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = clv_model, RIGHTARG = clv_model, FUNCTION = clv_model_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (clv_model, clv_model) IS 'the same model';

CREATE OPERATOR <> (
	LEFTARG = clv_model, RIGHTARG = clv_model, FUNCTION = clv_model_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (clv_model, clv_model) IS 'different models';

CREATE OPERATOR FAMILY clv_model_ops USING hash;
COMMENT ON OPERATOR FAMILY clv_model_ops USING hash IS 'equality of models';

CREATE OPERATOR CLASS clv_model_ops DEFAULT FOR TYPE clv_model USING hash FAMILY clv_model_ops AS
	OPERATOR 1 =,
	FUNCTION 1 clv_model_hash(clv_model),
	FUNCTION 2 clv_model_hash_extended(clv_model, bigint);
COMMENT ON OPERATOR CLASS clv_model_ops USING hash IS 'equality of models';

-- transition, combine and final functions of fits

CREATE FUNCTION clv_fit_accum(internal, purchase_history, date)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_history, date) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, purchase_history, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_history, date, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, purchase_history, date, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_history, date, text, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, text, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8) IS
	'internal: adds a customer who spends';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text) IS
	'internal: adds a customer who spends';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text, text) IS
	'internal: adds a customer who spends';

CREATE FUNCTION sbg_fit_accum(internal, bigint, boolean)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_fit_accum(internal, bigint, boolean) IS
	'internal: adds contracts';

CREATE FUNCTION sbg_fit_accum(internal, bigint, boolean, numeric)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_fit_accum(internal, bigint, boolean, numeric) IS
	'internal: adds contracts';

CREATE FUNCTION clv_fit_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_fit_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION clv_fit_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION clv_fit_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION clv_fit_final(internal)
	RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_fit_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION clv_fit_final(internal) IS
	'internal: the model of the customers';

-- made, and looked at

CREATE FUNCTION make_clv_model(model text, parameters jsonb, unit text DEFAULT 'week')
	RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_make_clv_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION make_clv_model(text, jsonb, text) IS
	'a model of given parameters: bg/nbd and mbg/nbd have r, alpha, a, b; pareto/nbd r, alpha, s, beta; bg/bb alpha, beta, gamma, delta; sbg alpha, beta; those of purchases may have p, q, v of spend, too; all between 1e-12 and 1e12; unit day, week, month or year, which sbg does not use';

CREATE FUNCTION clv_params(m clv_model, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (parameter text, estimate float8, se float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cv_clv_params' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 7;
COMMENT ON FUNCTION clv_params(clv_model, float8) IS
	'the parameters, their standard errors (observed information, delta method) and limits (of the logarithm, so positive; Infinity where one overflows); NULL where the model was not fitted, or has no maximum';

CREATE FUNCTION clv_model_summary(m clv_model, OUT model text, OUT unit text, OUT customers bigint, OUT repeat_customers bigint, OUT spend_customers bigint, OUT log_likelihood float8, OUT spend_log_likelihood float8, OUT aic float8, OUT bic float8, OUT converged boolean, OUT iterations int, OUT spend_correlation float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cv_clv_model_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_summary(clv_model) IS
	'how the fit went: customers, those with repeat purchases, those of them who spent (the others are left out of the model of spend); log-likelihoods; aic and bic of the model of purchases; converged; evaluations of the likelihood; correlation of frequency and mean spend; NULL for what is not known';

-- readings of customers

CREATE FUNCTION p_alive(m clv_model, frequency float8, recency float8, tenure float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_p_alive' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION p_alive(clv_model, float8, float8, float8) IS
	'probability, 0..1, that a customer has not left: frequency is the number of repeat purchases, recency the age at the last one (0 if there is none), tenure the age now, in the unit of the model; bg/bb: will be there at the next opportunity';

CREATE FUNCTION expected_purchases(m clv_model, horizon float8, frequency float8, recency float8, tenure float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_purchases' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(clv_model, float8, float8, float8, float8) IS
	'purchases a customer is expected to make over the horizon, from 0 on, in the unit of the model; Infinity only for pareto/nbd and bg/bb';

CREATE FUNCTION expected_purchases(m clv_model, horizon float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_purchases_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(clv_model, float8) IS
	'repeat purchases a new customer is expected to make over the horizon';

CREATE FUNCTION expected_spend(m clv_model, frequency float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_spend_of' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION expected_spend(clv_model, float8, float8) IS
	'mean spend per purchase expected of a customer: monetary is the mean spend of the repeat purchases, not looked at when frequency is 0; then it is the mean of all customers, Infinity if q <= 1; an error (22023) if the model knows no spend';

CREATE FUNCTION clv(m clv_model, horizon float8, discount float8, frequency float8, recency float8, tenure float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_clv' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(clv_model, float8, float8, float8, float8, float8, float8) IS
	'discounted value of the purchases a customer is expected to make over the horizon (in the unit of the model): expected spend times the integral of (1 + discount)^(-t / year) over expected purchases, a year being 365.25 days; discount is an annual rate above -1; Infinity where expected purchases or spend are';

CREATE FUNCTION p_alive(m clv_model, h purchase_history, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_p_alive_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION p_alive(clv_model, purchase_history, date) IS
	'probability, 0..1, that a customer has not left by as_of; NULL without a purchase by then';

CREATE FUNCTION expected_purchases(m clv_model, horizon float8, h purchase_history, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_purchases_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(clv_model, float8, purchase_history, date) IS
	'purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of';

CREATE FUNCTION expected_spend(m clv_model, h purchase_history, as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_spend_history' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_spend(clv_model, purchase_history, date) IS
	'mean spend per purchase expected of a customer, from purchases by as_of (all, if NULL); Infinity without a repeat purchase if q <= 1';

CREATE FUNCTION clv(m clv_model, horizon float8, discount float8, h purchase_history, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_clv_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(clv_model, float8, float8, purchase_history, date) IS
	'discounted value of the purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of, Infinity where expected purchases or spend are';

CREATE FUNCTION purchase_probability(m clv_model, purchases int, horizon float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_purchase_probability' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION purchase_probability(clv_model, int, float8) IS
	'probability, 0..1, that a new customer makes so many repeat purchases over the horizon';

-- readings of contracts

CREATE FUNCTION expected_lifetime(m clv_model, discount float8 DEFAULT 0, renewals int DEFAULT 0)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_lifetime' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION expected_lifetime(clv_model, float8, int) IS
	'sbg: discounted expected periods of a new customer, the first one counting in full; with renewals, those still to come for a customer who has renewed so often, the next renewal counting in full; discount is a rate per period; Infinity where discount = 0 and alpha <= 1';

CREATE FUNCTION retention_forecast(m clv_model, periods int)
	RETURNS TABLE (period int, survival float8, retention_rate float8)
	AS 'MODULE_PATHNAME', 'cv_retention_forecast' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 12;
COMMENT ON FUNCTION retention_forecast(clv_model, int) IS
	'sbg: per period from 0 on, the share of customers still there, and of those there before who stay (NULL for period 0)';

CREATE FUNCTION clv_simple(margin float8, retention float8, discount float8, timing text DEFAULT 'renewal')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_clv_simple' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_simple(float8, float8, float8, text) IS
	'margin * retention / (1 + discount - retention), for a constant margin and retention rate per period; with timing immediate, margin * (1 + discount) / (1 + discount - retention): the first margin comes now';

-- aggregates

CREATE AGGREGATE clv_fit(h purchase_history, as_of date) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_history, date) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(h purchase_history, as_of date, model text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_history, date, text) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(h purchase_history, as_of date, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_history, date, text, text) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, model text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, text, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8) IS
	'the model of customers, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8, model text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8, text) IS
	'the model of customers, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8, text, text) IS
	'the model of customers, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE sbg_fit(tenure bigint, churned boolean) (
	SFUNC = sbg_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE sbg_fit(bigint, boolean) IS
	'the shifted-beta-geometric model of contracts: churned in period tenure, or still there after it; tenure from 1';

CREATE AGGREGATE sbg_fit(tenure bigint, churned boolean, customers numeric) (
	SFUNC = sbg_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE sbg_fit(bigint, boolean, numeric) IS
	'the same from counts of customers, which may be fractional and are taken to a millionth';
-- ---------- revenue: net and gross revenue retention, the bridge, the ledger ----------

CREATE TYPE revenue_bridge;

CREATE FUNCTION revenue_bridge_in(cstring) RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_in(cstring) IS 'I/O';

CREATE FUNCTION revenue_bridge_out(revenue_bridge) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_out(revenue_bridge) IS 'I/O';

CREATE FUNCTION revenue_bridge_recv(internal) RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_recv(internal) IS 'I/O';

CREATE FUNCTION revenue_bridge_send(revenue_bridge) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_send(revenue_bridge) IS 'I/O';

CREATE TYPE revenue_bridge (
	INPUT = revenue_bridge_in, OUTPUT = revenue_bridge_out,
	RECEIVE = revenue_bridge_recv, SEND = revenue_bridge_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE revenue_bridge IS
	'amounts and customers of the movements from an opening to a closing amount: new, expansion, contraction, churned, reactivated; exact, mergeable';

CREATE FUNCTION revenue_bridge_to_jsonb(b revenue_bridge)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_to_jsonb(revenue_bridge) IS
	'the bridge as a JSON object';

CREATE CAST (revenue_bridge AS jsonb) WITH FUNCTION revenue_bridge_to_jsonb(revenue_bridge);
COMMENT ON CAST (revenue_bridge AS jsonb) IS 'the bridge as a JSON object';

CREATE FUNCTION revenue_bridge_eq(a revenue_bridge, b revenue_bridge)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_eq(revenue_bridge, revenue_bridge) IS
	'the same bridge';

CREATE FUNCTION revenue_bridge_ne(a revenue_bridge, b revenue_bridge)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_ne(revenue_bridge, revenue_bridge) IS
	'different bridges';

CREATE FUNCTION revenue_bridge_hash(b revenue_bridge)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_hash(revenue_bridge) IS
	'hash';

CREATE FUNCTION revenue_bridge_hash_extended(b revenue_bridge, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_hash_extended(revenue_bridge, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = revenue_bridge, RIGHTARG = revenue_bridge, FUNCTION = revenue_bridge_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (revenue_bridge, revenue_bridge) IS 'the same bridge';

CREATE OPERATOR <> (
	LEFTARG = revenue_bridge, RIGHTARG = revenue_bridge, FUNCTION = revenue_bridge_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (revenue_bridge, revenue_bridge) IS 'different bridges';

CREATE OPERATOR FAMILY revenue_bridge_ops USING hash;
COMMENT ON OPERATOR FAMILY revenue_bridge_ops USING hash IS 'equality of bridges';

CREATE OPERATOR CLASS revenue_bridge_ops DEFAULT FOR TYPE revenue_bridge USING hash FAMILY revenue_bridge_ops AS
	OPERATOR 1 =,
	FUNCTION 1 revenue_bridge_hash(revenue_bridge),
	FUNCTION 2 revenue_bridge_hash_extended(revenue_bridge, bigint);
COMMENT ON OPERATOR CLASS revenue_bridge_ops USING hash IS 'equality of bridges';

CREATE FUNCTION revenue_bridge_add(a revenue_bridge, b revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_add(revenue_bridge, revenue_bridge) IS
	'bridges of disjoint customers added; NULL counts as none';

CREATE OPERATOR + (
	LEFTARG = revenue_bridge, RIGHTARG = revenue_bridge, FUNCTION = revenue_bridge_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (revenue_bridge, revenue_bridge) IS
	'bridges of disjoint customers added; NULL counts as none';

-- transition, combine and final functions of bridges

CREATE FUNCTION revenue_accum(revenue_bridge, numeric, numeric)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(revenue_bridge, numeric, numeric) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric) IS
	'internal: adds a customer to a moving frame';

CREATE FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric) IS
	'internal: takes a customer out of a moving frame';

CREATE FUNCTION revenue_accum(revenue_bridge, numeric, numeric, boolean)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(revenue_bridge, numeric, numeric, boolean) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric, boolean)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric, boolean) IS
	'internal: adds a customer to a moving frame';

CREATE FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric, boolean)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric, boolean) IS
	'internal: takes a customer out of a moving frame';

CREATE FUNCTION revenue_merge(revenue_bridge, revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_merge(revenue_bridge, revenue_bridge) IS
	'internal: adds a bridge';

CREATE FUNCTION revenue_moving_merge(revenue_bridge, revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_merge(revenue_bridge, revenue_bridge) IS
	'internal: adds a bridge to a moving frame';

CREATE FUNCTION revenue_moving_unmerge(revenue_bridge, revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_unmerge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_unmerge(revenue_bridge, revenue_bridge) IS
	'internal: takes a bridge out of a moving frame';

CREATE FUNCTION revenue_final(revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_final(revenue_bridge) IS
	'internal: the bridge';

CREATE FUNCTION revenue_moving_final(revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_final(revenue_bridge) IS
	'internal: the bridge of a moving frame';

-- readings of bridges

CREATE FUNCTION nrr(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nrr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nrr(revenue_bridge) IS
	'net revenue retention: what those who paid before pay after, over what they paid before (1.1 is growth of a tenth); new and reactivated customers are left out; NULL where the opening is 0';

CREATE FUNCTION grr(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_grr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION grr(revenue_bridge) IS
	'gross revenue retention, 0..1: the same without expansion; NULL where the opening is 0';

CREATE FUNCTION nrr_with_reactivation(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nrr_with_reactivation' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nrr_with_reactivation(revenue_bridge) IS
	'net revenue retention with what reactivated customers pay in its numerator; NULL where the opening is 0';

CREATE FUNCTION logo_churn(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_logo_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logo_churn(revenue_bridge) IS
	'customers churned over opening customers, 0..1; NULL where there are none';

CREATE FUNCTION revenue_churn(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_revenue_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_churn(revenue_bridge) IS
	'amounts churned and contracted over the opening, 0..1; NULL where the opening is 0';

CREATE FUNCTION quick_ratio(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_quick_ratio' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION quick_ratio(revenue_bridge) IS
	'(new + expansion + reactivated) / (contraction + churned); NULL where nothing is lost';

CREATE FUNCTION earned_growth(
	b revenue_bridge, earned_new numeric,
	OUT nrr float8, OUT earned_new_share float8, OUT earned_growth_rate float8, OUT earned_ratio float8)
	AS 'MODULE_PATHNAME', 'cv_earned_growth' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION earned_growth(revenue_bridge, numeric) IS
	'one row (Reichheld, Winning on Purpose, 2021): nrr; earned_new_share = earned_new / opening, where earned_new is what new customers pay who came by referral; earned_growth_rate = nrr + earned_new_share - 1; earned_ratio = its share in the growth, NULL where there is none';

CREATE FUNCTION bridge_summary(
	b revenue_bridge,
	OUT opening numeric, OUT new_amount numeric, OUT expansion numeric, OUT contraction numeric,
	OUT churned numeric, OUT reactivated numeric, OUT closing numeric,
	OUT opening_customers bigint, OUT new_customers bigint, OUT expanded_customers bigint, OUT contracted_customers bigint,
	OUT churned_customers bigint, OUT reactivated_customers bigint, OUT closing_customers bigint,
	OUT nrr float8, OUT grr float8, OUT logo_churn float8, OUT revenue_churn float8, OUT quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cv_bridge_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION bridge_summary(revenue_bridge) IS
	'one row: the amounts, of which opening + new_amount + expansion + reactivated - contraction - churned = closing to the digit, their customers, and the rates';

CREATE FUNCTION bridge_table(b revenue_bridge)
	RETURNS TABLE (step int, movement text, amount numeric, customers bigint)
	AS 'MODULE_PATHNAME', 'cv_bridge_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 7 COST 20;
COMMENT ON FUNCTION bridge_table(revenue_bridge) IS
	'seven rows for a waterfall: opening, new, expansion, contraction, churned, reactivated, closing; amounts of losses are negative';

CREATE TYPE revenue_ledger;

CREATE FUNCTION revenue_ledger_in(cstring) RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_in(cstring) IS 'I/O';

CREATE FUNCTION revenue_ledger_out(revenue_ledger) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_out(revenue_ledger) IS 'I/O';

CREATE FUNCTION revenue_ledger_recv(internal) RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_recv(internal) IS 'I/O';

CREATE FUNCTION revenue_ledger_send(revenue_ledger) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_send(revenue_ledger) IS 'I/O';

CREATE TYPE revenue_ledger (
	INPUT = revenue_ledger_in, OUTPUT = revenue_ledger_out,
	RECEIVE = revenue_ledger_recv, SEND = revenue_ledger_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE revenue_ledger IS
	'what each of many customers paid in each period, exact; mergeable, rows of a customer and period add up';

CREATE FUNCTION revenue_ledger_to_jsonb(l revenue_ledger)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_to_jsonb(revenue_ledger) IS
	'the ledger as a JSON object';

CREATE CAST (revenue_ledger AS jsonb) WITH FUNCTION revenue_ledger_to_jsonb(revenue_ledger);
COMMENT ON CAST (revenue_ledger AS jsonb) IS 'the ledger as a JSON object';

CREATE FUNCTION revenue_ledger_eq(a revenue_ledger, b revenue_ledger)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_eq(revenue_ledger, revenue_ledger) IS
	'the same ledger';

CREATE FUNCTION revenue_ledger_ne(a revenue_ledger, b revenue_ledger)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_ne(revenue_ledger, revenue_ledger) IS
	'different ledgers';

CREATE FUNCTION revenue_ledger_hash(l revenue_ledger)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_hash(revenue_ledger) IS
	'hash';

CREATE FUNCTION revenue_ledger_hash_extended(l revenue_ledger, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_hash_extended(revenue_ledger, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = revenue_ledger, RIGHTARG = revenue_ledger, FUNCTION = revenue_ledger_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (revenue_ledger, revenue_ledger) IS 'the same ledger';

CREATE OPERATOR <> (
	LEFTARG = revenue_ledger, RIGHTARG = revenue_ledger, FUNCTION = revenue_ledger_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (revenue_ledger, revenue_ledger) IS 'different ledgers';

CREATE OPERATOR FAMILY revenue_ledger_ops USING hash;
COMMENT ON OPERATOR FAMILY revenue_ledger_ops USING hash IS 'equality of ledgers';

CREATE OPERATOR CLASS revenue_ledger_ops DEFAULT FOR TYPE revenue_ledger USING hash FAMILY revenue_ledger_ops AS
	OPERATOR 1 =,
	FUNCTION 1 revenue_ledger_hash(revenue_ledger),
	FUNCTION 2 revenue_ledger_hash_extended(revenue_ledger, bigint);
COMMENT ON OPERATOR CLASS revenue_ledger_ops USING hash IS 'equality of ledgers';

CREATE FUNCTION revenue_ledger_add(a revenue_ledger, b revenue_ledger)
	RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_add(revenue_ledger, revenue_ledger) IS
	'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of customer are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = revenue_ledger, RIGHTARG = revenue_ledger, FUNCTION = revenue_ledger_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (revenue_ledger, revenue_ledger) IS
	'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of customer are an error (22023)';

-- transition, combine and final functions of ledgers

CREATE FUNCTION revenue_ledger_accum(internal, bigint, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, bigint, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, bigint, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, bigint, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, bigint, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, bigint, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, uuid, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, uuid, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, uuid, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, uuid, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, uuid, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, uuid, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, text, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, text, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, text, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, text, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, text, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, text, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_ledger_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION revenue_ledger_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION revenue_ledger_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION revenue_ledger_merge(internal, revenue_ledger)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_merge(internal, revenue_ledger) IS
	'internal: adds a ledger';

CREATE FUNCTION revenue_ledger_final(internal)
	RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_ledger_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_final(internal) IS
	'internal: the ledger of the customers';

-- readings of ledgers

CREATE FUNCTION revenue_table(l revenue_ledger, as_of date DEFAULT NULL, lag int DEFAULT 1, reactivation_window int DEFAULT NULL)
	RETURNS TABLE (
		period_start date,
		opening numeric, new_amount numeric, expansion numeric, contraction numeric,
		churned numeric, reactivated numeric, closing numeric,
		opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint,
		churned_customers bigint, reactivated_customers bigint, closing_customers bigint,
		nrr float8, grr float8, logo_churn float8, revenue_churn float8, quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cv_revenue_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 1000;
COMMENT ON FUNCTION revenue_table(revenue_ledger, date, int, int) IS
	'per period the bridge from lag periods earlier, as bridge_summary gives it; a customer who paid before, and then nothing for at most reactivation_window periods (NULL: however many) up to the one compared with, is reactivated, otherwise new; NULL for a period that is not over by as_of (NULL: the end of the last period with rows); the first lag rows have only closing';

-- aggregates

CREATE AGGREGATE revenue_agg(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric) IS
	'the bridge of customers, a row each: what they pay before and after, NULL is 0, negative is an error (22003)';

CREATE AGGREGATE revenue_agg(before numeric, after numeric, returning_customer boolean) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric, boolean) IS
	'the bridge of customers, a row each: what they pay before and after, NULL is 0, negative is an error (22003) and returning_customer, whether one who pays nothing before is reactivated (NULL: is new)';

CREATE AGGREGATE rollup(b revenue_bridge) (
	SFUNC = revenue_merge, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_merge, MINVFUNC = revenue_moving_unmerge, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE rollup(revenue_bridge) IS
	'bridges of disjoint customers added';

CREATE AGGREGATE nrr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = nrr, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = nrr
);
COMMENT ON AGGREGATE nrr(numeric, numeric) IS
	'net revenue retention of customers, a row each: nrr(revenue_agg(before, after))';

CREATE AGGREGATE grr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = grr, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = grr
);
COMMENT ON AGGREGATE grr(numeric, numeric) IS
	'gross revenue retention of customers, a row each: grr(revenue_agg(before, after))';

CREATE AGGREGATE revenue_ledger_agg(customer bigint, at date, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(bigint, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer bigint, at timestamp, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(bigint, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer bigint, at timestamptz, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(bigint, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE revenue_ledger_agg(customer uuid, at date, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(uuid, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer uuid, at timestamp, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(uuid, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer uuid, at timestamptz, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(uuid, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE revenue_ledger_agg(customer text, at date, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(text, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer text, at timestamp, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(text, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer text, at timestamptz, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(text, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE rollup(l revenue_ledger) (
	SFUNC = revenue_ledger_merge, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(revenue_ledger) IS
	'ledgers merged: what the same customer paid in the same period adds up';
