-- ---------- survey: NPS, CSAT, CES ----------

CREATE TYPE survey_tally;

CREATE FUNCTION survey_tally_in(cstring) RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_in(cstring) IS 'I/O';

CREATE FUNCTION survey_tally_out(survey_tally) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_out(survey_tally) IS 'I/O';

CREATE FUNCTION survey_tally_recv(internal) RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_recv(internal) IS 'I/O';

CREATE FUNCTION survey_tally_send(survey_tally) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
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
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_to_jsonb(survey_tally) IS
	'the tally as jsonb: scale, answers per point, and weights if there are any';

CREATE CAST (survey_tally AS jsonb) WITH FUNCTION survey_tally_to_jsonb(survey_tally);
COMMENT ON CAST (survey_tally AS jsonb) IS 'the tally as a JSON object';

-- equality and hashing

CREATE FUNCTION survey_tally_eq(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_eq(survey_tally, survey_tally) IS
	'same scale, answers and weights';

CREATE FUNCTION survey_tally_ne(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_ne(survey_tally, survey_tally) IS
	'different scale, answers or weights';

CREATE FUNCTION survey_tally_hash(t survey_tally)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cvsql_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_hash(survey_tally) IS
	'hash';

CREATE FUNCTION survey_tally_hash_extended(t survey_tally, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
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
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_add(survey_tally, survey_tally) IS
	'both tallies answers; NULL counts as no answers; tallies on different scales are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (survey_tally, survey_tally) IS 'both tallies'' answers; NULL counts as no answers';

-- transition, combine and final functions of the aggregates

CREATE FUNCTION survey_accum(survey_tally, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, int) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, int, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, float8, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_scale_accum(survey_tally, int, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, int, int, int) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, int, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, int, int, int, float8) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, float8, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, float8, int, int) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, float8, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, float8, int, int, float8) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_remove(survey_tally, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, int) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, int, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, float8, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_scale_remove(survey_tally, int, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, int, int, int) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, int, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, int, int, int, float8) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, float8, int, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, float8, int, int) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, float8, int, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, float8, int, int, float8) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_merge(survey_tally, survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_merge(survey_tally, survey_tally) IS
	'internal: adds a tally';

CREATE FUNCTION survey_unmerge(survey_tally, survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_unmerge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_unmerge(survey_tally, survey_tally) IS
	'internal: takes a tally out of a moving frame';

CREATE FUNCTION survey_final(survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_final(survey_tally) IS
	'internal: the tally, NULL if it is empty';

CREATE FUNCTION nps_final(survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_final(survey_tally) IS
	'internal: NPS on the standard thresholds';

CREATE FUNCTION csat_final(survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_final(survey_tally) IS
	'internal: CSAT of the two top boxes';

-- readings

CREATE FUNCTION nps(t survey_tally, detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_of_tally' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps(survey_tally, int, int) IS
	'net promoter score, -100..100: the percentage of promoters (score >= promoter_min) minus that of detractors (score <= detractor_max); NULL without answers';

CREATE FUNCTION nps_se(t survey_tally, detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_se' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_se(survey_tally, int, int) IS
	'standard error of the net promoter score, in points; linearised for weighted answers';

CREATE FUNCTION nps_low(t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_low(survey_tally, float8, text, int, int) IS
	'lower confidence limit of the net promoter score, -100..100, by method adjusted_wald (Rocks 2016), score (Tango 1998) or wald';

CREATE FUNCTION nps_high(t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', detractor_max int DEFAULT 6, promoter_min int DEFAULT 9)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_high(survey_tally, float8, text, int, int) IS
	'upper confidence limit of the net promoter score, -100..100, by method adjusted_wald (Rocks 2016), score (Tango 1998) or wald';

CREATE FUNCTION nps_summary(
	t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald',
	detractor_max int DEFAULT 6, promoter_min int DEFAULT 9,
	OUT answers bigint, OUT promoters bigint, OUT passives bigint, OUT detractors bigint,
	OUT nps float8, OUT se float8, OUT low float8, OUT high float8, OUT effective_n float8)
	AS 'MODULE_PATHNAME', 'cvsql_nps_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_summary(survey_tally, float8, text, int, int) IS
	'one row: the counts behind the net promoter score, the score, its standard error and limits in points, and Kish''s effective number of answers';

CREATE FUNCTION nps_test(
	a survey_tally, b survey_tally, confidence float8 DEFAULT 0.95,
	detractor_max int DEFAULT 6, promoter_min int DEFAULT 9,
	OUT difference float8, OUT se float8, OUT z float8, OUT p_value float8, OUT low float8, OUT high float8)
	AS 'MODULE_PATHNAME', 'cvsql_nps_test_of_tallies' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_test(survey_tally, survey_tally, float8, int, int) IS
	'one row: nps(a) - nps(b) in points, and the adjusted Wald test of two independent samples: standard error, z, two-sided p and limits of the difference';

CREATE FUNCTION nps_sample_size(margin float8, confidence float8 DEFAULT 0.95, variance float8 DEFAULT 1)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_nps_sample_size_of_margin' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_sample_size(float8, float8, float8) IS
	'answers needed for a net promoter score to within +-margin points (adjusted Wald); variance of one answer is p + d - (p - d)^2, at most 1';

CREATE FUNCTION csat(t survey_tally, satisfied_min int DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_of_tally' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat(survey_tally, int) IS
	'satisfied answers (score >= satisfied_min) in percent, 0..100; by default the two top boxes (the upper one of a scale of two points), an error (22023) on scales of more than 7 points';

CREATE FUNCTION csat_low(t survey_tally, confidence float8 DEFAULT 0.95, satisfied_min int DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_low' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_low(survey_tally, float8, int) IS
	'lower confidence limit of csat, 0..100 (Wilson 1927)';

CREATE FUNCTION csat_high(t survey_tally, confidence float8 DEFAULT 0.95, satisfied_min int DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_high' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_high(survey_tally, float8, int) IS
	'upper confidence limit of csat, 0..100 (Wilson 1927)';

CREATE FUNCTION ces(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_score_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces(survey_tally) IS
	'customer effort score: the mean answer, in points of the scale; NULL without answers';

CREATE FUNCTION ces_low(t survey_tally, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_ces_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION ces_low(survey_tally, float8) IS
	'lower confidence limit of the mean answer (Student t); NULL below 2 answers';

CREATE FUNCTION ces_high(t survey_tally, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_ces_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION ces_high(survey_tally, float8) IS
	'upper confidence limit of the mean answer (Student t); NULL below 2 answers';

CREATE FUNCTION box_share(t survey_tally, lo int, hi int)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_box_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION box_share(survey_tally, int, int) IS
	'fraction of the answers from lo to hi, 0..1';

CREATE FUNCTION box_low(t survey_tally, lo int, hi int, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_box_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION box_low(survey_tally, int, int, float8) IS
	'lower confidence limit of box_share, 0..1 (Wilson 1927)';

CREATE FUNCTION box_high(t survey_tally, lo int, hi int, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_box_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION box_high(survey_tally, int, int, float8) IS
	'upper confidence limit of box_share, 0..1 (Wilson 1927)';

CREATE FUNCTION score_mean(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_score_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_mean(survey_tally) IS
	'mean answer, weighted; NULL without answers';

CREATE FUNCTION score_stddev(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_score_stddev' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_stddev(survey_tally) IS
	'sample standard deviation of the answers; NULL below 2 answers';

CREATE FUNCTION effective_n(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_effective_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_n(survey_tally) IS
	'effective number of answers (Kish): (sum w)^2 / sum w^2, the number of answers when all weights are equal';

CREATE FUNCTION answers(t survey_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_answers' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION answers(survey_tally) IS
	'number of answers; 0 for NULL';

CREATE FUNCTION survey_table(t survey_tally)
	RETURNS TABLE (score int, answers bigint, weight float8, share float8)
	AS 'MODULE_PATHNAME', 'cvsql_survey_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 11;
COMMENT ON FUNCTION survey_table(survey_tally) IS
	'one row per point of the scale: answers, sum of their weights, and share of all weights (0..1)';

CREATE FUNCTION wilson_low(successes bigint, trials bigint, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_wilson_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION wilson_low(bigint, bigint, float8) IS
	'lower confidence limit of a proportion, 0..1 (Wilson 1927); NULL without trials';

CREATE FUNCTION wilson_high(successes bigint, trials bigint, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_wilson_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
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
