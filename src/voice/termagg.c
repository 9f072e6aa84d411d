/*
 * termagg.c
 *		The aggregates that make a term_tally.
 *
 * A NULL score, and NULL terms, skip the row; no rows, or only such, give NULL.  An empty tsvector or array is an answer that
 * mentions nothing.  A tsvector has each lexeme once, in the order of their bytes, and is read where it lies; the elements of an
 * array are put in that order, and those that are there twice count once.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "tsearch/ts_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "voice/termagg.h"
#include "voice/termtally.h"

#define CALL			"term_agg(score, terms"
#define STANDARD_HI		10
#define LINE			64		/* bytes that memory gives at once */
#define NEXT_ROW		2048	/* bytes of the next row that are fetched at the most */
#define FEW_TERMS		64		/* of a comment, which need no memory */

typedef struct Comment
{
	Term	   *terms;
	int			n;
	Term		few[FEW_TERMS];
} Comment;

static void
RoomForTerms(Comment *comment, int n)
{
	comment->n = n;
	comment->terms = n <= FEW_TERMS ? comment->few : palloc_extended(n * sizeof(Term), MCXT_ALLOC_HUGE);
}

/*
 * A page is filled from its end, so the row that a scan reads next lies before this one: it is fetched while this one is counted.  The terms
 * must be as they lie in the page, for a copy has other neighbours.  As a function of its own it would have no effect that the compiler
 * knows of, and not be called.
 */
static pg_attribute_always_inline void
FetchNextRow(const char *terms)
{
	for (Size at = LINE; at < Min(VARSIZE_ANY(terms), NEXT_ROW) + LINE; at += LINE)
		__builtin_prefetch(terms - at);
}

/* A tsvector has more bytes before the first lexeme's end than CV_TERM_PAD, and so has an array. */
static inline void
TermsOfVector(TSVector vector, Comment *comment)
{
	const		WordEntry *entries = ARRPTR(vector);
	const char *bytes = STRPTR(vector);

	RoomForTerms(comment, vector->size);
	for (int i = 0; i < vector->size; i++)
	{
		comment->terms[i].bytes = bytes + entries[i].pos;
		comment->terms[i].length = entries[i].len;
	}
}

#define ST_SORT			SortTerms
#define ST_ELEMENT_TYPE Term
#define ST_COMPARE(a, b) cv_compare_terms(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

static void
RefuseTerm(int length)
{
	ereport(ERROR,
			(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
			 errmsg("a term has at most %d bytes, not %d", CV_MAX_TERM, length),
			 errhint("Pass words or themes; to_tsvector() makes words of a comment.")));
}

static void
TermsOfArray(ArrayType *array, Comment *comment)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	int			kept = 0;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	RoomForTerms(comment, n);
	for (int i = 0; i < n; i++)
	{
		struct varlena *element = nulls[i] ? NULL : (struct varlena *) DatumGetPointer(elements[i]);

		if (element == NULL)
			continue;
		if (VARSIZE_ANY_EXHDR(element) > CV_MAX_TERM)
			RefuseTerm(VARSIZE_ANY_EXHDR(element));
		comment->terms[kept].bytes = VARDATA_ANY(element);
		comment->terms[kept++].length = VARSIZE_ANY_EXHDR(element);
	}
	SortTerms(comment->terms, kept);
	comment->n = 0;
	for (int i = 0; i < kept; i++)
		if (i == 0 || cv_compare_terms(&comment->terms[comment->n - 1], &comment->terms[i]) != 0)
			comment->terms[comment->n++] = comment->terms[i];
}

/* A row of the log of a flat state */
static void
LogComment(CvState *state, int point, const Comment *comment)
{
	Size		room = 2 * CV_VARINT_MAX;
	uint8	   *entry;
	uint8	   *next;

	for (int i = 0; i < comment->n; i++)
		room += CV_VARINT_MAX + comment->terms[i].length;
	next = entry = palloc_extended(room, MCXT_ALLOC_HUGE);
	next += cv_write_varint(next, point + 1);
	next += cv_write_varint(next, comment->n);
	for (int i = 0; i < comment->n; i++)
	{
		next += cv_write_varint(next, comment->terms[i].length);
		memcpy(next, comment->terms[i].bytes, comment->terms[i].length);
		next += comment->terms[i].length;
	}
	cv_state_log(state, entry, next - entry);
	pfree(entry);
}

/* The score in argument 1 of a transition from (state, score, terms [, lo, hi]) */
static inline int
PointArg(FunctionCallInfo fcinfo, CvScale scale)
{
	if (cv_arg_type(fcinfo, 1) == INT4OID)
		return cv_point_of_int(scale, PG_GETARG_INT32(1), CALL);
	return cv_point_of_float(scale, PG_GETARG_FLOAT8(1), CALL);
}

static void
AddComment(CvState *state, CvScale scale)
{
	FunctionCallInfo fcinfo = state->fcinfo;
	int			point = PointArg(fcinfo, scale);
	Comment		comment;

	FetchNextRow(PG_GETARG_POINTER(2));
	if (cv_arg_type(fcinfo, 2) == TSVECTOROID)
		TermsOfVector(PG_GETARG_TSVECTOR(2), &comment);
	else
		TermsOfArray(PG_GETARG_ARRAYTYPE_P(2), &comment);
	if (state->live)
		cv_terms_comment(((LiveTerms *) state->live)->set, point, comment.terms, comment.n);
	else
		LogComment(state, point, &comment);
}

static void
NewTally(CvState *state, CvScale scale)
{
	TermTally  *tally = cv_state_new(state);

	tally->lo = scale.lo;
	tally->hi = scale.hi;
}

/* Transition from (state, score, terms) or (state, score, terms, lo, hi), for both types of scores and of terms */
PG_FUNCTION_INFO_V1(cvsql_term_accum);
Datum
cvsql_term_accum(PG_FUNCTION_ARGS)
{
	CvScale		scale = {0, STANDARD_HI};
	CvState		state;

	cv_state_begin(&state, fcinfo, &cv_terms_state);
	if (PG_NARGS() > 3)
		scale = cv_scale_args(fcinfo, 3, CALL);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return cv_state_end(&state);
	if (state.head == NULL)
		NewTally(&state, scale);
	cv_check_scale_constant(TermScale((TermTally *) state.head), scale);
	AddComment(&state, scale);
	return cv_state_end(&state);
}

CV_STATE_FUNCTIONS(term_tally, cv_terms_state);
