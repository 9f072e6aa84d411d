/*
 * termtally.c
 *		The value term_tally, and what its aggregates keep.
 *
 * Answers and mentions are counted, and the terms of a closed tally lie in the order of their bytes, whatever the collation: so
 * neither the order of rows nor the number of workers leaves a trace.
 */
#include "voice/termtally.h"

#include "core/bytes.h"
#include "core/check.h"
#include "core/poll.h"
#include "core/state.h"
#include "core/suppress.h"
#include "mb/pg_wchar.h"
#include "voice/termagg.h"

#define HEAD_SIZE		offsetof(TermTally, summary)

/* ---------- reading ---------- */

/* All of them; refused where they pass the bigint range */
int64
cv_sum_answers(const int64 *counts, int points)
{
	int64		sum = 0;

	for (int i = 0; i < points; i++)
		if (__builtin_add_overflow(sum, counts[i], &sum))
			cv_refuse_answers("term_tally");
	return sum;
}

/* The head of a summary, up to the terms */
static void
BeginSummary(TermReader *terms)
{
	for (int i = 0; i < terms->points; i++)
	{
		terms->answers[i] = (int64) cv_get_varint(&terms->reader);
		terms->reader.failed |= terms->answers[i] < 0;
	}
	terms->left = (int64) cv_get_varint(&terms->reader);
}

/* A view of bytes, before which there are others */
static Term
ReadTerm(CvReader *reader)
{
	uint64		length = cv_get_varint(reader);
	Term		term = {(const char *) reader->next, 0};

	reader->failed |= length > CV_MAX_TERM || length > (uint64) (reader->end - reader->next);
	if (reader->failed)
		return term;
	term.length = (int) length;
	reader->next += length;
	reader->failed = reader->foreign && !pg_verifymbstr(term.bytes, term.length, true);
	return term;
}

/* By point; none are below 0 or above the answers */
static void
ReadCounts(TermReader *terms, int64 *counts)
{
	CvReader   *reader = &terms->reader;
	uint64		n = cv_get_varint(reader);
	int			point = -1;

	memset(counts, 0, terms->points * sizeof(int64));
	reader->failed |= n < 1 || n > (uint64) terms->points;
	for (uint64 i = 0; i < n && !reader->failed; i++)
	{
		uint64		passed = cv_get_varint(reader);

		if (passed >= (uint64) (terms->points - 1 - point))
		{
			reader->failed = true;
			return;
		}
		point += (int) passed + 1;
		counts[point] = (int64) cv_get_varint(reader);
		reader->failed |= counts[point] < 1 || counts[point] > terms->answers[point];
	}
}

/* The next term and its mentions by point; false behind the last one, or where the bytes are no summary */
bool
cv_next_term(TermReader *terms, Term *term, int64 *counts)
{
	if (terms->left == 0 || terms->reader.failed)
		return false;
	cv_poll(terms->left--);
	*term = ReadTerm(&terms->reader);
	if (!terms->reader.failed)
		ReadCounts(terms, counts);
	return !terms->reader.failed;
}

void
cv_read_terms(const TermTally *tally, TermReader *terms)
{
	terms->reader = (CvReader)
	{
		tally->summary, (const uint8 *) tally + VARSIZE(tally), false, false, 0
	};
	terms->points = cv_scale_points(TermScale(tally));
	BeginSummary(terms);
}

/* ---------- writing ---------- */

static void
WriteTerm(StringInfo bytes, Term term, const int64 *counts, int points)
{
	int			n = 0;
	int			last = -1;

	(void) cv_entry_room(bytes, 2 * CV_VARINT_MAX + term.length + 2 * CV_VARINT_MAX * points);
	cv_put_varint(bytes, term.length);
	memcpy(bytes->data + bytes->len, term.bytes, term.length);
	bytes->len += term.length;
	for (int i = 0; i < points; i++)
		n += counts[i] > 0;
	cv_put_varint(bytes, n);
	for (int i = 0; i < points; i++)
	{
		if (counts[i] == 0)
			continue;
		cv_put_varint(bytes, i - last - 1);
		cv_put_varint(bytes, counts[i]);
		last = i;
	}
}

static void
WriteAnswers(StringInfo bytes, const int64 *answers, int points, int64 terms)
{
	(void) cv_entry_room(bytes, (points + 1) * CV_VARINT_MAX);
	for (int i = 0; i < points; i++)
		cv_put_varint(bytes, answers[i]);
	cv_put_varint(bytes, terms);
}

/* All that a set has; closed bytes are refused as soon as they are too many */
static void
WriteSummary(StringInfo bytes, const TermSet *set, int points, bool closed)
{
	TermPlace  *places = cv_terms_places(set, closed);
	int64		n = cv_terms_number(set);

	WriteAnswers(bytes, cv_terms_answers(set), points, n);
	for (int64 i = 0; i < n; i++)
	{
		char		buffer[CV_MAX_TERM];
		int64		counts[CV_MAX_SCALE_POINTS];
		Term		term = {buffer, cv_terms_read(set, places[i], buffer, counts)};

		cv_poll(i);
		WriteTerm(bytes, term, counts, points);
		if (closed)
			cv_check_size(bytes->len);
	}
	pfree(places);
}

/* The closed value of a set */
CvHead	   *
cv_write_terms(CvScale scale, const TermSet *set)
{
	TermTally	head = {{.version = CV_VERSION,.last_seen = DATEVAL_NOBEGIN}, scale.lo, scale.hi};
	StringInfoData bytes;

	(void) cv_sum_answers(cv_terms_answers(set), cv_scale_points(scale));
	cv_begin_bytes(&bytes, &head, HEAD_SIZE);
	WriteSummary(&bytes, set, cv_scale_points(scale), true);
	return cv_end_bytes(&bytes);
}

/* ---------- states ---------- */

static CvScale
LiveScale(const CvLive *live)
{
	return TermScale((const TermTally *) live->head);
}

static void
BeginTerms(CvLive *live)
{
	((LiveTerms *) live)->set = cv_terms_create(live->context, cv_scale_points(LiveScale(live)));
}

static void
AddSummary(TermSet *set, TermReader *terms)
{
	Term		term;
	int64		counts[CV_MAX_SCALE_POINTS];

	BeginSummary(terms);
	for (int i = 0; i < terms->points && !terms->reader.failed; i++)
		cv_terms_add_answers(set, i, terms->answers[i]);
	while (cv_next_term(terms, &term, counts))
		(void) cv_terms_add(set, term, counts);
}

/* The rest of a row of a log; the terms of one must be in order, so that none is there twice */
static void
AddLogAnswer(TermSet *set, CvReader *log, int point)
{
	uint64		n = cv_get_varint(log);
	Term	   *terms;

	log->failed |= n > (uint64) (log->end - log->next);
	if (log->failed)
		return;
	terms = palloc_extended(Max(n, 1) * sizeof(Term), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < n && !log->failed; i++)
	{
		terms[i] = ReadTerm(log);
		log->failed |= log->foreign && i > 0 && cv_compare_terms(&terms[i - 1], &terms[i]) >= 0;
	}
	if (!log->failed)
		cv_terms_comment(set, point, terms, (int) n);
	pfree(terms);
}

static void
AddEntries(CvLive *live, CvReader *log)
{
	TermSet    *set = ((LiveTerms *) live)->set;
	int			points = cv_scale_points(LiveScale(live));

	for (int64 i = 0; log->next < log->end && !log->failed; i++)
	{
		uint64		point = cv_get_varint(log);

		cv_poll(i);
		log->failed |= point > (uint64) points;
		if (point > 0 && !log->failed)
			AddLogAnswer(set, log, (int) point - 1);
		else if (!log->failed)
		{
			TermReader	terms = {*log, points};

			AddSummary(set, &terms);
			*log = terms.reader;
		}
	}
}

static void
AbsorbTerms(CvLive *live, const CvHead *closed)
{
	TermReader	terms = {{((const TermTally *) closed)->summary, (const uint8 *) closed + VARSIZE(closed)}, cv_scale_points(LiveScale(live))};

	AddSummary(((LiveTerms *) live)->set, &terms);
	if (terms.reader.failed)
		elog(ERROR, "unexpected end of a term_tally");
}

static void
JoinTallies(CvHead *into, const CvHead *from)
{
	cv_check_same_scale(TermScale((const TermTally *) into), TermScale((const TermTally *) from), "merged");
}

static CvHead *
FlattenTerms(CvLive *live)
{
	StringInfoData bytes;

	cv_begin_flat(&bytes, live);
	appendStringInfoChar(&bytes, 0);
	WriteSummary(&bytes, ((LiveTerms *) live)->set, cv_scale_points(LiveScale(live)), false);
	return cv_end_flat(&bytes);
}

static CvHead *
CloseTerms(CvLive *live)
{
	return cv_write_terms(LiveScale(live), ((LiveTerms *) live)->set);
}

const CvStateOps cv_terms_state = {
	.head_size = HEAD_SIZE,
	.live_size = sizeof(LiveTerms),
	.begin = BeginTerms,
	.add = AddEntries,
	.absorb = AbsorbTerms,
	.join = JoinTallies,
	.flatten = FlattenTerms,
	.close = CloseTerms,
};

/* ---------- what may be published ---------- */

/* Those with so many mentions go to bytes; how many they are */
static int64
FilterTerms(const TermTally *tally, int64 minimum, StringInfo bytes)
{
	TermReader	terms;
	Term		term;
	int64		counts[CV_MAX_SCALE_POINTS];
	int64		n = 0;

	cv_read_terms(tally, &terms);
	while (cv_next_term(&terms, &term, counts))
	{
		if (cv_sum_answers(counts, terms.points) < minimum)
			continue;
		n++;
		if (bytes)
			WriteTerm(bytes, term, counts, terms.points);
	}
	return n;
}

/* A tally without its rare terms, which may be names; NULL where it has too few answers */
PG_FUNCTION_INFO_V1(cvsql_term_tally_suppress);
Datum
cvsql_term_tally_suppress(PG_FUNCTION_ARGS)
{
	TermTally  *tally = PG_GETARG_TERMS(0);
	int64		minimum = cv_check_at_least_1(PG_GETARG_INT64(1), "minimum");
	TermReader	terms;
	StringInfoData bytes;

	cv_read_terms(tally, &terms);
	if (cv_sum_answers(terms.answers, terms.points) < minimum)
		PG_RETURN_NULL();
	cv_begin_bytes(&bytes, tally, HEAD_SIZE);
	WriteAnswers(&bytes, terms.answers, terms.points, FilterTerms(tally, minimum, NULL));
	(void) FilterTerms(tally, minimum, &bytes);
	PG_RETURN_POINTER(cv_end_bytes(&bytes));
}
