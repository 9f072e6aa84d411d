/*
 * span.c
 *		Spans of days, such as those of contracts: what they are until as_of, and which periods end within them.
 *
 * A contract counts in every period whose last day lies in its span, as in a status report at the end of each period:
 * so spans that touch never count twice, and a period that as_of cuts is nobody's.
 */
#include "core/span.h"

#include "catalog/pg_type.h"
#include "core/check.h"
#include "utils/rangetypes.h"

/* The as_of in argument n of a transition */
DateADT
cv_constant_as_of_arg(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of must not be NULL"),
				 errhint("Pass the last day that is completely observed.")));
	if (DATE_NOT_FINITE(PG_GETARG_DATEADT(n)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("as_of must be a finite day, not %s", DATE_IS_NOEND(PG_GETARG_DATEADT(n)) ? "infinity" : "-infinity"),
				 errhint("Pass the last day that is completely observed.")));
	return cv_day_of_date(PG_GETARG_DATEADT(n));
}

/* It must be that of the state, if there is one.  Rows that are skipped are not asked, or their order would decide. */
void
cv_check_as_of(const CvHead *state, DateADT as_of)
{
	if (state && as_of != state->last_seen)
		cv_refuse_change("as_of", cv_day_text(state->last_seen), cv_day_text(as_of));
}

/* The same for the states of two parts of a group, as CvStateOps joins them */
void
cv_check_same_as_of(CvHead *into, const CvHead *from)
{
	cv_check_as_of(into, from->last_seen);
}

/* The first day of a span, checked.  To pass NULL instead is no help, for a span that begins at NULL has no start. */
static DateADT
CheckStart(DateADT start)
{
	if (unlikely(DATE_NOT_FINITE(start)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a span must begin on a finite day, not %s", DATE_IS_NOEND(start) ? "infinity" : "-infinity"),
				 errhint("Give it a first day, or leave it out with FILTER (WHERE isfinite(lower(span))).")));
	return cv_day_of_date(start);
}

/*
 * The days of the daterange in argument n up to as_of.  A span without an end goes on until as_of; one without a
 * start is an error.  The type is not looked up by fn_extra, which not every caller of a transition keeps.
 */
CvSpan
cv_span_arg(FunctionCallInfo fcinfo, int n, DateADT as_of)
{
	RangeType  *range = PG_GETARG_RANGE_P(n);
	CvSpan		days = {0, -1};
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO), range, &lower, &upper, &empty);
	if (empty)
		return days;
	days.first = CheckStart(lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val));
	days.last = upper.infinite ? as_of : Min(DatumGetDateADT(upper.val) - 1, as_of);
	return days;
}

/* The periods whose last days lie in a span of days */
CvSpan
cv_periods_of_span(CvUnit unit, CvSpan days)
{
	CvSpan		periods = {0, -1};

	if (days.first <= days.last)
	{
		periods.first = cv_period_of_day(unit, days.first);
		periods.last = cv_complete_period(unit, days.last);
	}
	return periods;
}
