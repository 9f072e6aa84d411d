/*
 * survival.c
 *		The type survival_tally: durations, compared exactly, and the customers who churned, or were still here, at each.
 */
#include "core/survival.h"

#include <math.h>

#include "core/type.h"

#define HEAD_SIZE	offsetof(SurvivalTally, rows)

static int
SurvivalRowWidth(const CvHead *head)
{
	(void) head;
	return CV_SURVIVAL_WIDTH;
}

static const char *
SurvivalRowProblem(const CvHead *head, const double *row)
{
	(void) head;
	if (!(row[0] >= 0 && isfinite(row[0])))
		return "A duration must be a number from 0.";
	if (row[1] != 0 && row[1] != 1)
		return "A row must have churned, 1, or not, 0.";
	return NULL;
}

static void
JoinSurvival(CvHead *into, const CvHead *from)
{
	if (((SurvivalTally *) into)->decimals != ((const SurvivalTally *) from)->decimals)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tallies of whole customers and of parts of customers cannot be combined")));
}

const CvStateOps cv_survival_state = {
	.head_size = HEAD_SIZE,
	CV_ROW_STATE,
	.join = JoinSurvival,
	.row_width = SurvivalRowWidth,
	.row_problem = SurvivalRowProblem,
	.close = cv_rows_close,
};

/* The duration is finite and not negative, the number of customers whole and above 0. */
void
cv_survival_add(CvState *state, int decimals, double duration, bool churned, double customers)
{
	double		row[CV_SURVIVAL_WIDTH] = {duration + 0.0, churned, customers};

	if (state->head == NULL)
		((SurvivalTally *) cv_state_new(state))->decimals = decimals;
	cv_state_log(state, (const uint8 *) row, sizeof(row));
}

static void *
DescribeSurvival(CvForm *form, void *value)
{
	SurvivalTally head = {0};

	if (value)
		memcpy(&head, value, HEAD_SIZE);
	head.head.last_seen = DATEVAL_NOBEGIN;
	if (cv_form_optional(form, "decimals", head.decimals != 0))
		cv_form_int(form, "decimals", &head.decimals, 0, 6);
	return cv_form_rows(form, &cv_survival_state, &head.head, value);
}

static const CvType cv_survival_tally = {"survival_tally", DescribeSurvival};

CV_TYPE_FUNCTIONS(survival_tally);

CV_STATE_FUNCTIONS(survival_tally, cv_survival_state);
