/*
 * lifetable.c
 *		Readings of one tally that give rows: at every duration, at places that all tallies have, by period.
 */
#include "survival/life.h"

#include <math.h>

#include "core/check.h"
#include "core/row.h"
#include "math/proportion.h"
#include "utils/float.h"

static void
SetCurve(CvRow *row, const CvSurvival *curve, bool with_se, CvSurvivalMethod method, double z)
{
	CvInterval	limits;

	cv_set_float8(row, "survival", curve->survival);
	if (with_se)
		cv_set_float8(row, "se", cvm_survival_se(curve));
	cv_set_limits(row, cvm_survival_limits(curve, method, z, &limits), &limits, 1);
}

/* (tally, confidence, method) */
PG_FUNCTION_INFO_V1(cvsql_survival_table);
Datum
cvsql_survival_table(PG_FUNCTION_ARGS)
{
	double		z = cv_quantile_arg(fcinfo, 1);
	CvSurvivalMethod method = cv_survival_method_arg(fcinfo, 2);
	CvLife		life;
	CvSurvival	curve;
	CvLifeStep	step;
	CvRow		row;

	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	cvm_survival_begin(&curve);
	cv_begin_rows(&row, fcinfo);
	while (cv_next_step(&life, &step))
	{
		cvm_survival_step(&curve, &step);
		if (step.churned + step.censored == 0)
			continue;
		cv_set_float8(&row, "at", step.at);
		cv_set_bigint(&row, "at_risk", (int64) step.at_risk);
		cv_set_bigint(&row, "churned", (int64) step.churned);
		cv_set_bigint(&row, "censored", (int64) step.censored);
		SetCurve(&row, &curve, true, method, z);
		cv_set_float8(&row, "cumulative_hazard", cvm_total(&curve.hazard));
		cv_set_float8(&row, "cumulative_hazard_se", sqrt(cvm_total(&curve.hazard_variance)));
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}

/* ---------- at places that all tallies have ---------- */

static double
StepArg(FunctionCallInfo fcinfo, int n, const char *name)
{
	double		step = PG_GETARG_FLOAT8(n);

	if (!(step > 0 && isfinite(step)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number above 0, not %s", name, float8out_internal(step))));
	return step;
}

static void
CheckPoints(double points, const char *name)
{
	if (!(points < CV_MAX_POINTS))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("there would be more than %d rows", CV_MAX_POINTS),
				 errhint("Pass a larger %s.", name)));
}

/*
 * Places at equal distances, as of the decimals that the first one and the distance are written as: the third of 0.1 is
 * 0.3, as a duration is, while 3 * 0.1 is a bit more, and would lie behind it.
 */
typedef struct Places
{
	double		first;			/* both times scale */
	double		width;
	double		scale;			/* a power of ten by which both are whole, or 1 if there is none */
} Places;

#define MAX_SCALE		1e9

static bool
IsWholeBy(double number, double scale)
{
	return rint(number * scale) / scale == number;
}

static Places
PlacesFrom(double first, double width)
{
	Places		places = {first, width, 1};
	double		scale = 1;

	while (scale <= MAX_SCALE && !(IsWholeBy(first, scale) && IsWholeBy(width, scale)))
		scale *= 10;
	if (scale <= MAX_SCALE)
	{
		places.first = rint(first * scale);
		places.width = rint(width * scale);
		places.scale = scale;
	}
	return places;
}

static double
PlaceAt(const Places *places, double i)
{
	return (places->first + i * places->width) / places->scale;
}

/* Of so many places, rounding errors aside, those up to until */
static double
LastPlace(const Places *places, double n, double until)
{
	n = floor(n);
	if (PlaceAt(places, n) > until)
		return n - 1;
	return PlaceAt(places, n + 1) <= until ? n + 1 : n;
}

/* A walk that looks one step ahead */
typedef struct Ahead
{
	CvLife		life;
	CvLifeStep	step;
	bool		known;			/* there is such a step */
	double		at_risk;		/* at it, or behind the last one, 0 */
	double		given;			/* that everybody got so far */
} Ahead;

static void
LookAhead(Ahead *ahead)
{
	ahead->at_risk = ahead->life.at_risk;
	ahead->known = cv_next_step(&ahead->life, &ahead->step);
}

static void
PutPoint(CvRow *row, double at, const Ahead *ahead, const CvSurvival *curve, CvSurvivalMethod method, double z, double at_risk)
{
	cv_set_float8(row, "at", at);
	cv_set_bigint(row, "at_risk", (int64) at_risk);
	if (ahead->given < ahead->life.last && (at <= ahead->life.last || curve->survival == 0))
		SetCurve(row, curve, false, method, z);
	cv_put_row(row);
}

/* Rows at given, step behind it and so on; nothing is known where nobody was seen behind given */
static void
PutCurve(CvRow *row, Ahead *ahead, const Places *places, double n, CvSurvivalMethod method, double z)
{
	CvSurvival	curve;

	cvm_survival_begin(&curve);
	LookAhead(ahead);
	for (double i = 0; i <= n; i++)
	{
		double		at = PlaceAt(places, i);
		double		at_risk;

		while (ahead->known && ahead->step.at < at)
		{
			if (ahead->step.at > ahead->given)
				cvm_survival_step(&curve, &ahead->step);
			LookAhead(ahead);
		}
		at_risk = ahead->at_risk;
		if (ahead->known && ahead->step.at == at)
		{
			if (at > ahead->given)
				cvm_survival_step(&curve, &ahead->step);
			LookAhead(ahead);
		}
		PutPoint(row, at, ahead, &curve, method, z, at_risk);
	}
}

/* (tally, step, until, given, confidence, method) */
PG_FUNCTION_INFO_V1(cvsql_survival_curve);
Datum
cvsql_survival_curve(PG_FUNCTION_ARGS)
{
	Ahead		ahead;
	CvRow		row;
	double		width;
	double		begin;
	double		until;
	double		n;
	double		z;
	Places		places;
	CvSurvivalMethod method;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(4) || PG_ARGISNULL(5))
		PG_RETURN_NULL();
	width = StepArg(fcinfo, 1, "step");
	ahead.given = cv_given_arg(fcinfo, 3);
	begin = fmax(ahead.given, 0);
	z = cv_quantile_arg(fcinfo, 4);
	method = cv_survival_method_arg(fcinfo, 5);
	cv_begin_life(&ahead.life, PG_GETARG_SURVIVAL(0));
	until = PG_ARGISNULL(2) ? ahead.life.last : cv_behind_given_arg(fcinfo, 2, "until", ahead.given);
	n = (until - begin) / width;
	CheckPoints(n, "step");
	places = PlacesFrom(begin, width);
	PutCurve(&row, &ahead, &places, LastPlace(&places, n, until), method, z);
	PG_RETURN_NULL();
}

/* ---------- by period ---------- */

static bool
AllAreWhole(const CvLife *life)
{
	for (const double *row = life->next; row < life->end; row += CV_SURVIVAL_WIDTH)
		if (row[1] != CV_ENTERED && row[0] != floor(row[0]))
			return false;
	return true;
}

/* A period of a hazard table, from starts up to ends */
typedef struct Period
{
	double		starts;
	double		ends;
	double		at_risk;		/* when it starts */
	double		churned;
	double		exposure;
	CvHazard	hazard;
} Period;

/* Everything that happens in it; what comes behind it is ahead then */
static void
ReadPeriod(Ahead *ahead, Period *period)
{
	double		since = period->starts;

	period->at_risk = ahead->at_risk;
	period->churned = period->exposure = 0;
	cvm_hazard_begin(&period->hazard, period->at_risk);
	while (ahead->known && ahead->step.at < period->ends)
	{
		period->exposure += ahead->at_risk * (ahead->step.at - since);
		since = ahead->step.at;
		period->churned += ahead->step.churned;
		if (ahead->at_risk > 0)
			cvm_hazard_step(&period->hazard, &ahead->step);
		LookAhead(ahead);
	}
	period->exposure += ahead->at_risk * (period->ends - since);
}

/* Of a width that reaches beyond all numbers */
static double
KnownNumber(double number)
{
	return isfinite(number) ? number : NAN;
}

static void
PutHazard(CvRow *row, int number, const Period *period, bool is_over, double z)
{
	double		size = cvm_hazard_size(&period->hazard);
	CvInterval	limits;

	cv_set_int(row, "period", number);
	cv_set_float8(row, "starts", period->starts);
	cv_set_float8(row, "ends", KnownNumber(period->ends));
	cv_set_bigint(row, "at_risk", (int64) period->at_risk);
	cv_set_bigint(row, "churned", (int64) period->churned);
	cv_set_float8(row, "exposure", KnownNumber(period->exposure));
	if (is_over && size > 0)
	{
		double		churned = fmin(period->hazard.churned, 1);

		cv_set_float8(row, "hazard", churned);
		cv_set_limits(row, cvm_wilson_at(churned * size, size, z, &limits), &limits, 1);
	}
	cv_put_row(row);
}

/* (tally, width, confidence) */
PG_FUNCTION_INFO_V1(cvsql_hazard_table);
Datum
cvsql_hazard_table(PG_FUNCTION_ARGS)
{
	double		width = StepArg(fcinfo, 1, "width");
	double		z = cv_quantile_arg(fcinfo, 2);
	Ahead		ahead;
	Places		places = PlacesFrom(0, width);
	Period		period;
	double		known;
	CvRow		row;

	cv_begin_life(&ahead.life, PG_GETARG_SURVIVAL(0));
	CheckPoints(ahead.life.last / width, "width");
	known = ahead.life.last + AllAreWhole(&ahead.life);
	cv_begin_rows(&row, fcinfo);
	LookAhead(&ahead);
	for (int i = 0; PlaceAt(&places, i) <= ahead.life.last; i++)
	{
		period.starts = PlaceAt(&places, i);
		period.ends = PlaceAt(&places, i + 1);
		ReadPeriod(&ahead, &period);
		PutHazard(&row, i, &period, period.ends <= known || period.hazard.curve.survival == 0, z);
	}
	PG_RETURN_NULL();
}
