-- ---------- voice: what customers write, and what it costs ----------

type term_tally large grows noun tally space 256
	'how many answers each point of a scale has, and how many of them mention each term; mergeable'
	+ 'both tallies'' answers; NULL counts as none; tallies on different scales are an error (22023)'
	merge null
	final null
	rollup 'all answers of the tallies; tallies on different scales are an error (22023)'

aggregate term_agg(score int | float8, terms tsvector | text[] [, lo, hi bigint]) -> term_tally
	'tally of the terms that comments mention, each once a comment, by the score that came with it, ' [lo 'lo..hi, at most 101 points' | '0..10']
	'; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without '
	'terms it is an answer that mentions none; a summary above 700 MB is 54000'
	step term_accum by cvsql_term_accum null 'internal: adds an answer'

function answers(t term_tally) -> bigint by cvsql_answers_of_terms null
	'number of answers, with and without terms; 0 for NULL'
function term_table(t term_tally, min_answers bigint => 5, confidence float8 => 0.95, detractor_max bigint => NULL, promoter_min bigint => NULL)
	-> rows (term text, answers bigint, share, nps, rest_nps, difference, se, z, p_value, low, high, impact float8) null rows 500 cost 1000
	'the terms that at least min_answers (from 1: 22023) answers mention, in the order of their bytes: how many, their share of all answers, 0..1, net '
	'promoter score of these and of the rest in points, the difference with its test and limits as of nps_test, and the impact: the score of all less that '
	'without the answers that mention it. A term in every answer has NULL there. Thresholds as of nps: scales that do not end at 10 need both (22023)'
function term_shift(before, after term_tally, min_answers bigint => 5, confidence float8 => 0.95)
	-> rows (term text, answers_before, answers_after bigint, share_before, share_after, difference, se, z, p_value, low, high float8) null rows 500 cost 1000
	'the terms that at least min_answers (from 1: 22023) answers of both tallies together mention, in the order of their bytes: how many before and after, '
	'their shares of all answers, 0..1, and the difference after - before with its test and limits as of share_test; a new term has answers_before 0'
function phrases(v tsvector, size bigint => 2) -> text[] cost 100
	'the runs of size lexemes at adjoining positions, joined by blanks: each once, in the order of their bytes; lexemes without positions make none, and '
	'those above 2046 bytes are left out. size 1..10 (22023); more than 1000000 runs, or 64 MB of them, are 54000'
