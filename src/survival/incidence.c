/*
 * incidence.c
 *		Readings of a tally with reasons: who has churned for which.
 */
#include "survival/life.h"

#include <math.h>

#include "core/row.h"
#include "math/incidence.h"
#include "utils/builtins.h"

/* What a row has for the reason in argument n; of one that never occurred, what no row has */
static double
ReasonArg(FunctionCallInfo fcinfo, int n, const SurvivalTally *tally)
{
	const text *reason = PG_GETARG_TEXT_PP(n);
	const CvReasonArea *area = cv_reasons_of(tally);
	const char *name = area ? area->names : NULL;

	for (int i = 0; area && i < area->n; i++, name = cv_next_reason(name))
		if (strlen(name) == VARSIZE_ANY_EXHDR(reason) && memcmp(name, VARDATA_ANY(reason), strlen(name)) == 0)
			return CV_REASON + i;
	return NAN;
}

/* (tally, reason, at): the incidence then; false where nothing is known of it */
static bool
IncidenceArgs(FunctionCallInfo fcinfo, CvIncidence *incidence)
{
	double		at = cv_check_from_0(PG_GETARG_FLOAT8(2), "at");
	CvLife		life;
	CvLifeStep	step;

	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	life.reason = ReasonArg(fcinfo, 1, life.tally);
	cvm_incidence_begin(incidence);
	while (cv_next_step(&life, &step) && step.at <= at)
		cvm_incidence_step(incidence, &step);
	return at <= life.last || incidence->curve.survival == 0;
}

PG_FUNCTION_INFO_V1(cvsql_incidence_at);
Datum
cvsql_incidence_at(PG_FUNCTION_ARGS)
{
	CvIncidence incidence;

	if (!IncidenceArgs(fcinfo, &incidence))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(fmin(incidence.incidence, 1));
}

/* (tally, reason, at, confidence) */
static bool
IncidenceLimits(FunctionCallInfo fcinfo, CvInterval *limits)
{
	double		z = cv_quantile_arg(fcinfo, 3);
	CvIncidence incidence;

	return IncidenceArgs(fcinfo, &incidence) && cvm_incidence_limits(&incidence, z, limits);
}

CV_LIMITS(incidence, 1, IncidenceLimits);

/* Has anybody churned for no reason that is known? */
static bool
HasUnknown(const CvLife *life)
{
	for (const double *row = life->next; row < life->end; row += CV_SURVIVAL_WIDTH)
		if (row[1] == CV_CHURNED)
			return true;
	return false;
}

/* The rows of one reason, at all durations; NULL stands for none that is known. */
static void
PutReason(CvRow *row, CvLife life, double what, const char *name, double z)
{
	Datum		reason = name ? CStringGetTextDatum(name) : (Datum) 0;
	CvIncidence incidence;
	CvLifeStep	step;
	CvInterval	limits;

	life.reason = what;
	cvm_incidence_begin(&incidence);
	while (cv_next_step(&life, &step))
	{
		cvm_incidence_step(&incidence, &step);
		if (step.churned + step.censored == 0)
			continue;
		if (name)
			cv_set_datum(row, "reason", reason);
		cv_set_float8(row, "at", step.at);
		cv_set_bigint(row, "at_risk", (int64) step.at_risk);
		cv_set_bigint(row, "churned", (int64) step.of_reason);
		cv_set_float8(row, "incidence", fmin(incidence.incidence, 1));
		cv_set_float8(row, "se", cvm_incidence_se(&incidence));
		cv_set_limits(row, cvm_incidence_limits(&incidence, z, &limits), &limits, 1);
		cv_put_row(row);
	}
}

/* (tally, confidence) */
PG_FUNCTION_INFO_V1(cvsql_incidence_table);
Datum
cvsql_incidence_table(PG_FUNCTION_ARGS)
{
	double		z = cv_quantile_arg(fcinfo, 1);
	CvLife		life;
	const CvReasonArea *area;
	const char *name;
	CvRow		row;

	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	cv_begin_rows(&row, fcinfo);
	area = cv_reasons_of(life.tally);
	name = area ? area->names : NULL;
	for (int i = 0; area && i < area->n; i++, name = cv_next_reason(name))
		PutReason(&row, life, CV_REASON + i, name, z);
	if (HasUnknown(&life))
		PutReason(&row, life, CV_CHURNED, NULL, z);
	PG_RETURN_NULL();
}
