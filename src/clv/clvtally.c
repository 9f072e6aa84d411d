/*
 * clvtally.c
 *		The type clv_tally, and its readings.
 */
#include "clv/clvtally.h"

#include <math.h>

#include "core/check.h"
#include "core/row.h"
#include "core/span.h"
#include "core/type.h"
#include "utils/float.h"

#define HEAD_SIZE	offsetof(ClvTally, rows)

/* ---------- the value ---------- */

int
cv_clv_row_width(const CvHead *head)
{
	return ((const ClvTally *) head)->knows_spend ? 5 : 4;
}

/* A kind of model that takes such rows */
ModelKind
cv_kind_of_rows(const ClvTally *tally)
{
	return tally->occasions ? MODEL_BG_BB : MODEL_BG_NBD;
}

/* Customers as a row; -0 is 0, for rows are compared by their bits */
void
cv_clv_row(const ClvTally *tally, const CvBuyer *buyer, double customers, double *row)
{
	row[0] = buyer->c.x + 0.0;
	row[1] = buyer->c.recency + 0.0;
	row[2] = buyer->c.tenure + 0.0;
	row[3] = buyer->monetary + 0.0;
	row[cv_clv_row_width(&tally->head) - 1] = customers;
}

/* The row of a customer by the day of the tally; false if there is no purchase by then */
bool
cv_clv_row_of_purchases(const ClvTally *tally, Cursor entries, double *row)
{
	CvBuyer		buyer;

	if (!cv_buyer_of_purchases(entries, tally->head.last_seen, cv_kind_of_rows(tally), (CvUnit) tally->head.unit, &buyer))
		return false;
	if (tally->knows_spend && buyer.monetary > MAX_AMOUNT)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the mean spend of a customer must be at most 1e15, not %s", float8out_internal(buyer.monetary)),
				 errhint("Count amounts in a larger unit, for example in millions.")));
	cv_clv_row(tally, &buyer, 1, row);
	return true;
}

/* Why numbers that came from outside cannot be a row */
static const char *
ClvRowProblem(const CvHead *head, const double *row)
{
	const ClvTally *tally = (const ClvTally *) head;
	CvCustomer	c = {row[0], row[1], row[2]};

	if (!cv_is_customer(&c, cv_kind_of_rows(tally), false))
		return "The frequency, recency and tenure of a row do not fit together.";
	if (tally->knows_spend && !isnan(row[3]) && !(row[3] >= 0 && row[3] <= MAX_AMOUNT))
		return "The mean spend of a row must be a number from 0 to 1e15.";
	return NULL;
}

/* What the tally counts, in words */
const char *
cv_counting_of(const ClvTally *tally)
{
	return tally->occasions ? "occasions of the calendar" : "time";
}

/* What must be the same in every part of a group */
static void
JoinTallies(CvHead *into, const CvHead *from)
{
	ClvTally   *a = (ClvTally *) into;
	const ClvTally *b = (const ClvTally *) from;

	if (a->fit != b->fit)
		cv_refuse_change("the model", FitName(a), FitName(b));
	if (a->occasions != b->occasions)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tallies of %s and of %s cannot be combined", cv_counting_of(a), cv_counting_of(b)),
				 errhint("Make every summary with the same unit.")));
	if (a->of_histories && b->of_histories)
		cv_check_same_as_of(into, from);
	if (a->knows_spend != b->knows_spend)
		cv_refuse_mixed_spend();
}

static CvHead *
CloseTally(CvLive *live)
{
	ClvTally   *tally = (ClvTally *) cv_rows_close(live);

	if (tally == NULL)
		return NULL;
	tally->fit = 0;
	tally->of_histories = false;
	return &tally->head;
}

const CvStateOps cv_clv_state = {
	.head_size = HEAD_SIZE,
	CV_ROW_STATE,
	.join = JoinTallies,
	.row_width = cv_clv_row_width,
	.row_problem = ClvRowProblem,
	.close = CloseTally,
};

static void *
DescribeClvTally(CvForm *form, void *value)
{
	ClvTally	head = {0};

	if (value)
		memcpy(&head, value, HEAD_SIZE);
	cv_form_word(form, "unit", &head.head.unit, cv_unit_names, CV_UNITS);
	cv_form_bool(form, "occasions", &head.occasions);
	cv_form_bool(form, "knows_spend", &head.knows_spend);
	if (cv_form_optional(form, "last_seen", head.head.last_seen != DATEVAL_NOBEGIN))
		cv_form_day(form, "last_seen", &head.head.last_seen);
	else
		head.head.last_seen = DATEVAL_NOBEGIN;
	if (form->open)
	{
		cv_form_int(form, "fit", &head.fit, 0, MODEL_BG_BB + 1);
		cv_form_bool(form, "of_histories", &head.of_histories);
		if (head.fit > 0 && head.occasions != (head.fit == MODEL_BG_BB + 1))
			cv_form_refuse(form, "Its model does not count what it counts.");
	}
	if (head.head.unit == CV_QUARTER)
		cv_form_refuse(form, "The unit must be day, week, month or year.");
	return cv_form_rows(form, &cv_clv_state, &head.head, value);
}

static const CvType cv_clv_tally = {"clv_tally", DescribeClvTally};

CV_TYPE_FUNCTIONS(clv_tally);

/* ---------- readings ---------- */

PG_FUNCTION_INFO_V1(cvsql_customers_of_clv_tally);
Datum
cvsql_customers_of_clv_tally(PG_FUNCTION_ARGS)
{
	ClvTally   *tally = PG_GETARG_CLV_TALLY(0);
	int			width = cv_clv_row_width(&tally->head);
	int64		n;
	const double *rows = cv_rows_of(&tally->head, &cv_clv_state, &n);
	int64		customers = 0;

	for (int64 i = 0; i < n; i++)
		cv_add_count(&customers, (int64) rows[i * width + width - 1]);
	PG_RETURN_INT64(customers);
}

PG_FUNCTION_INFO_V1(cvsql_clv_tally_table);
Datum
cvsql_clv_tally_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	ClvTally   *tally;
	const double *rows;
	int64		n;
	int			width;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	tally = PG_GETARG_CLV_TALLY(0);
	width = cv_clv_row_width(&tally->head);
	rows = cv_rows_of(&tally->head, &cv_clv_state, &n);
	for (const double *r = rows; r < rows + n * width; r += width)
	{
		cv_set_float8(&row, "frequency", r[0]);
		cv_set_float8(&row, "recency", r[1]);
		cv_set_float8(&row, "tenure", r[2]);
		if (tally->knows_spend)
			cv_set_float8(&row, "monetary", r[3]);
		cv_set_bigint(&row, "customers", (int64) r[width - 1]);
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}
