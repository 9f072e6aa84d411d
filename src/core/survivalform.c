/*
 * survivalform.c
 *		The external forms of survival_tally: rows of numbers and, where some of them are of reasons, the names of those.
 */
#include "core/survival.h"

#include "core/huge.h"
#include "core/type.h"
#include "utils/memutils.h"

static int
ReasonsInRows(const SurvivalTally *tally, int64 n)
{
	int			reasons = 0;

	for (int64 i = 0; i < n; i++)
		reasons = Max(reasons, (int) tally->rows[i * CV_SURVIVAL_WIDTH + 1] - CV_REASON + 1);
	return reasons;
}

/* Put the names that were read behind the rows */
static SurvivalTally *
AppendReasons(const SurvivalTally *tally, const CvReasons *reasons)
{
	Size		rows = VARSIZE(tally);
	Size		bytes = cv_reasons_size(reasons);
	SurvivalTally *whole = palloc_extended(rows + bytes, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	if (rows + bytes >= MaxAllocSize)
		cv_refuse_size();
	cv_huge_copy(whole, tally, rows);
	SET_VARSIZE(whole, rows + bytes);
	whole->reasons = (int32) bytes;
	cv_write_reasons(reasons, (CvReasonArea *) ((char *) whole + rows));
	return whole;
}

static SurvivalTally *
ReadReasons(CvForm *form, SurvivalTally *tally, int n)
{
	CvReasons	reasons;

	cv_reasons_init(&reasons, CurrentMemoryContext);
	if (cv_form_begin_array(form, "reasons", n) != n)
		cv_form_refuse(form, "There must be a name for each reason of the rows.");
	for (int i = 0; i < n; i++)
	{
		const char *name;
		int			length;

		cv_form_string(form, NULL, &name, &length);
		if (cv_reason_number(&reasons, name, length) != i || reasons.order[i] != i)
			cv_form_refuse(form, "The reasons must be in order, and all different.");
	}
	cv_form_end_array(form);
	return AppendReasons(tally, &reasons);
}

static void
WriteReasons(CvForm *form, const CvReasonArea *area)
{
	const char *name = area->names;

	(void) cv_form_begin_array(form, "reasons", area->n);
	for (int i = 0; i < area->n; i++, name = cv_next_reason(name))
	{
		int			length = (int) strlen(name);

		cv_form_string(form, NULL, &name, &length);
	}
	cv_form_end_array(form);
}

/* Does every reason occur? */
static bool
UsesReasons(const SurvivalTally *tally, int64 n, int reasons)
{
	bool		used[CV_MAX_REASONS] = {false};
	int			found = 0;

	for (int64 i = 0; i < n; i++)
	{
		int			reason = (int) tally->rows[i * CV_SURVIVAL_WIDTH + 1] - CV_REASON;

		found += reason >= 0 && !used[reason];
		if (reason >= 0)
			used[reason] = true;
	}
	return found == reasons;
}

/* A log, with its rows in order: so it is told, and read again it has to be the same. */
static void *
OpenWithReasons(const SurvivalTally *tally)
{
	return cv_survival_log(cv_survival_laid_out((SurvivalTally *) cv_survival_log(tally)));
}

/* What was read: rows, to which the names may be missing */
static void *
FinishReading(CvForm *form, SurvivalTally *tally)
{
	int64		n;
	const double *rows = cv_rows_of(&tally->head, &cv_survival_state, &n);
	int			reasons = ReasonsInRows(tally, n);

	if (!form->open && !cv_survival_is_sound(rows, n))
		cv_form_refuse(form, "More customers leave than have come.");
	if (!UsesReasons(tally, n, reasons))
		cv_form_refuse(form, "There must be a row for each reason.");
	if (reasons == 0)
		return tally;
	tally = ReadReasons(form, tally, reasons);
	return form->open ? OpenWithReasons(tally) : tally;
}

static void *
DescribeSurvival(CvForm *form, void *value)
{
	SurvivalTally head = {0};
	SurvivalTally *tally = value ? cv_survival_laid_out(value) : NULL;

	if (value)
		memcpy(&head, value, offsetof(SurvivalTally, rows));
	head.head.last_seen = DATEVAL_NOBEGIN;
	if (cv_form_optional(form, "decimals", head.decimals != 0))
		cv_form_int(form, "decimals", &head.decimals, 0, 6);
	tally = cv_form_rows(form, &cv_survival_state, &head.head, (CvHead *) tally);
	if (form->reads)
		return FinishReading(form, tally);
	if (tally->reasons > 0)
		WriteReasons(form, cv_reasons_of(tally));
	return value;
}

static const CvType cv_survival_tally = {"survival_tally", DescribeSurvival};

CV_TYPE_FUNCTIONS(survival_tally);
