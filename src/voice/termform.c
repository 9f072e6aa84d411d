/*
 * termform.c
 *		The type term_tally: its external forms.
 */
#include "voice/termtally.h"

#include "core/type.h"
#include "voice/termagg.h"

/* In a text, of all points; in a binary form, as in the value, of those that have mentions */
static void
DescribeCounts(CvForm *form, int64 *counts, int points)
{
	int64		n = 0;
	int64		point = -1;

	if (!form->binary)
	{
		cv_form_numbers(form, NULL, counts, points, 0, PG_INT64_MAX);
		return;
	}
	for (int i = 0; i < points && !form->reads; i++)
		n += counts[i] > 0;
	if (form->reads)
		memset(counts, 0, points * sizeof(int64));
	cv_form_number(form, NULL, &n, 1, points);
	for (int64 i = 0; i < n; i++)
	{
		int64		next = point + 1;

		while (!form->reads && counts[next] == 0)
			next++;
		cv_form_number(form, NULL, &next, point + 1, points - n + i);
		cv_form_number(form, NULL, &counts[next], 1, PG_INT64_MAX);
		point = next;
	}
}

/* A term that was read, whose bytes are moved to where others come before them */
static void
AddRead(CvForm *form, TermSet *set, const char *string, int length, const int64 *counts, const int64 *answers, int points)
{
	char		buffer[CV_TERM_PAD + CV_MAX_TERM];
	Term		term = {buffer + CV_TERM_PAD, length};

	if (length > CV_MAX_TERM)
		cv_form_refuse(form, psprintf("A term has at most %d bytes.", CV_MAX_TERM));
	memset(buffer, 0, CV_TERM_PAD);
	memcpy(buffer + CV_TERM_PAD, string, length);
	for (int i = 0; i < points; i++)
		if (counts[i] > answers[i])
			cv_form_refuse(form, "A term is mentioned by more answers than there are.");
	if (!cv_terms_add(set, term, counts))
		cv_form_refuse(form, "A term is there twice, or mentioned by no answer.");
}

static void
DescribeTerm(CvForm *form, TermSet *set, TermReader *terms)
{
	char		buffer[CV_MAX_TERM + 1];
	const char *string = buffer;
	int64		counts[CV_MAX_SCALE_POINTS];
	Term		term = {NULL, 0};

	if (!form->reads)
	{
		(void) cv_next_term(terms, &term, counts);
		memcpy(buffer, term.bytes, term.length);
		buffer[term.length] = '\0';
	}
	cv_form_member(form, &string, &term.length);
	DescribeCounts(form, counts, terms->points);
	if (!form->reads)
		return;
	AddRead(form, set, string, term.length, counts, terms->answers, terms->points);
	pfree(unconstify(char *, string));
}

/* The fields of a closed one behind its scale: those of value or, if that is NULL, of one that is read */
static void *
DescribeClosed(CvForm *form, CvScale scale, TermTally *value)
{
	TermReader	terms = {.points = cv_scale_points(scale)};
	TermSet    *set = NULL;
	int64		n;

	if (value)
		cv_read_terms(value, &terms);
	else
		set = cv_terms_create(CurrentMemoryContext, terms.points);
	cv_form_numbers(form, "answers", terms.answers, terms.points, 0, PG_INT64_MAX);
	n = cv_form_begin_members(form, "terms", terms.left);
	for (int64 i = 0; i < n; i++)
		DescribeTerm(form, set, &terms);
	cv_form_end_object(form);
	if (value)
		return value;
	for (int i = 0; i < terms.points; i++)
		cv_terms_add_answers(set, i, terms.answers[i]);
	if (cv_sum_answers(terms.answers, terms.points) == 0)
		cv_form_refuse(form, "There must be an answer.");
	return cv_write_terms(scale, set);
}

static void *
DescribeTermTally(CvForm *form, void *value)
{
	TermTally	head = {{.version = CV_VERSION,.last_seen = DATEVAL_NOBEGIN}};
	int64		scale[2] = {0, 0};

	if (value)
		memcpy(&head, value, offsetof(TermTally, summary));
	scale[0] = head.lo;
	scale[1] = head.hi;
	cv_form_numbers(form, "scale", scale, 2, PG_INT32_MIN, PG_INT32_MAX);
	cv_form_require(form, cv_scale_problem(scale[0], scale[1]));
	head.lo = (int32) scale[0];
	head.hi = (int32) scale[1];
	if (form->open)
		return cv_form_log(form, &cv_terms_state, &head.head, value);
	return DescribeClosed(form, TermScale(&head), value);
}

static const CvType cv_term_tally = {"term_tally", DescribeTermTally};

CV_TYPE_FUNCTIONS(term_tally);
