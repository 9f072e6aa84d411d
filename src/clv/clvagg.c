/*
 * clvagg.c
 *		The aggregates whose state is a clv_tally: clv_tally_agg and clv_fit.
 *
 * Customers with NULL in frequency, recency or tenure, or without a purchase by as_of, are skipped; no rows, or only
 * such, give NULL.  A mean spend that is NULL is unknown.  Rows are sorted before anything is computed
 * of them, so results are the same, bit for bit, whatever the order of rows and the number of workers.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "clv/clvtally.h"
#include "core/aggregate.h"
#include "core/check.h"
#include "core/span.h"

/* ---------- arguments ---------- */

/* What the arguments from argument n on, as far as they are given, ask the head of a state to be */
typedef void (*HeadArg) (FunctionCallInfo fcinfo, int n, ClvTally *asked);

/* The model in argument n, by default BG/NBD */
static ModelKind
PurchaseModelArg(FunctionCallInfo fcinfo, int n)
{
	ModelKind	kind;

	if (n >= PG_NARGS())
		return MODEL_BG_NBD;
	if (PG_ARGISNULL(n))
		cv_refuse_model("NULL");
	kind = cv_model_arg(fcinfo, n);
	if (kind == MODEL_SBG)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sbg is a model of contracts, not of purchases"),
				 errhint("Fit it with sbg_fit(tenure, churned).")));
	return kind;
}

static const char *const TallyUnits[] = {
	"day", "week", "month", "year", "calendar day", "calendar week", "calendar month", "calendar year"
};
static const CvUnit UnitsOfTallyUnits[] = {CV_DAY, CV_WEEK, CV_MONTH, CV_YEAR};

/* The unit in argument n; are occasions of the calendar counted? */
CvUnit
cv_tally_unit_arg(FunctionCallInfo fcinfo, int n, bool *occasions)
{
	int			choice = cv_choice_arg(fcinfo, n, "unit", TallyUnits, lengthof(TallyUnits));

	*occasions = choice >= lengthof(UnitsOfTallyUnits);
	return UnitsOfTallyUnits[choice % lengthof(UnitsOfTallyUnits)];
}

/* Of clv_tally_agg: the unit in argument n, by default weeks */
static void
HeadOfTally(FunctionCallInfo fcinfo, int n, ClvTally *asked)
{
	if (n < PG_NARGS())
		asked->head.unit = cv_tally_unit_arg(fcinfo, n, &asked->occasions);
}

/* Of clv_fit: the model in argument n and the unit behind it */
static void
HeadOfFit(FunctionCallInfo fcinfo, int n, ClvTally *asked)
{
	ModelKind	kind = PurchaseModelArg(fcinfo, n);

	asked->fit = kind + 1;
	asked->occasions = kind == MODEL_BG_BB;
	if (n + 1 < PG_NARGS())
		asked->head.unit = cv_model_unit_arg(fcinfo, n + 1);
}

/* As the aggregate's argument has it */
char	   *
cv_tally_unit_text(const ClvTally *tally)
{
	return psprintf("%s%s", tally->occasions && !tally->fit ? "calendar " : "", cv_unit_names[tally->head.unit]);
}

/* The state, if there is one, is as it was asked for at its first row */
static void
CheckAsked(const CvHead *head, const ClvTally *asked)
{
	const ClvTally *tally = (const ClvTally *) head;

	if (tally && tally->fit != asked->fit)
		cv_refuse_change("the model", FitName(tally), FitName(asked));
	if (tally && (tally->occasions != asked->occasions || tally->head.unit != asked->head.unit))
		cv_refuse_change("the unit", cv_tally_unit_text(tally), cv_tally_unit_text(asked));
}

/* The head of the state, which is made where there was none */
static ClvTally *
HeadFor(CvState *state, const ClvTally *asked, bool knows_spend)
{
	ClvTally   *tally;

	if (state->head == NULL)
	{
		tally = cv_state_new(state);
		tally->head.unit = asked->head.unit;
		tally->fit = asked->fit;
		tally->occasions = asked->occasions;
		tally->knows_spend = knows_spend;
	}
	tally = (ClvTally *) state->head;
	if (tally->knows_spend != knows_spend)
		cv_refuse_mixed_spend();
	return tally;
}

/* ---------- of histories ---------- */

/* Transition from (state, history, as_of, ...) */
static Datum
TallyHistory(FunctionCallInfo fcinfo, HeadArg head_arg)
{
	CvState		state;
	ClvTally	asked = {.head.unit = CV_WEEK};
	DateADT		as_of;
	PurchaseCalendar *history;
	ClvTally   *tally;
	double		row[CV_MAX_ROW];

	cv_state_begin(&state, fcinfo, &cv_clv_state);
	head_arg(fcinfo, 3, &asked);
	as_of = cv_constant_as_of_arg(fcinfo, 2);
	if (PG_ARGISNULL(1))
		return cv_state_end(&state);
	CheckAsked(state.head, &asked);
	cv_check_as_of(state.head, as_of);
	history = PG_GETARG_HISTORY(1);
	tally = HeadFor(&state, &asked, history->knows_spend);
	tally->head.last_seen = as_of;
	tally->of_histories = true;
	if (cv_clv_row_of_purchases(tally, FirstEntry(history), row))
		cv_rows_log(&state, row);
	PG_FREE_IF_COPY(history, 1);
	return cv_state_end(&state);
}

CV_FUNCTION(clv_tally_history_accum, TallyHistory(fcinfo, HeadOfTally));
CV_FUNCTION(clv_fit_history_accum, TallyHistory(fcinfo, HeadOfFit));

/* ---------- of summaries ---------- */

/* Of how many arguments from the first on are the numbers of a customer: what comes then is text, or not there */
static int
CountNumbers(FunctionCallInfo fcinfo)
{
	int			n = 1;

	while (n < PG_NARGS() && cv_arg_type(fcinfo, n) == FLOAT8OID)
		n++;
	return n - 1;
}

/* Transition from (state, frequency, recency, tenure, [monetary], [customers], ...) */
static Datum
TallySummary(FunctionCallInfo fcinfo, HeadArg head_arg, bool counted)
{
	int			numbers = CountNumbers(fcinfo);
	bool		knows_spend = numbers - counted == 4;
	double		customers;
	double		row[CV_MAX_ROW];
	CvState		state;
	ClvTally	asked = {.head.unit = CV_WEEK};
	ClvTally   *tally;
	CvBuyer		buyer;

	cv_state_begin(&state, fcinfo, &cv_clv_state);
	head_arg(fcinfo, numbers + 1, &asked);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || (counted && PG_ARGISNULL(numbers)))
		return cv_state_end(&state);
	CheckAsked(state.head, &asked);
	tally = HeadFor(&state, &asked, knows_spend);
	cv_buyer_arg(fcinfo, 1, cv_kind_of_rows(tally), knows_spend, &buyer);
	customers = counted ? (double) cv_check_whole(PG_GETARG_FLOAT8(numbers), "customers") : 1;
	cv_clv_row(tally, &buyer, customers, row);
	if (customers > 0)
		cv_rows_log(&state, row);
	return cv_state_end(&state);
}

CV_FUNCTION(clv_tally_accum, TallySummary(fcinfo, HeadOfTally, false));
CV_FUNCTION(clv_tally_count_accum, TallySummary(fcinfo, HeadOfTally, true));
CV_FUNCTION(clv_fit_accum, TallySummary(fcinfo, HeadOfFit, false));

/* ---------- merging, and what is made of it ---------- */

CV_STATE_FUNCTIONS(clv_tally, cv_clv_state);

/* Final function of clv_fit */
PG_FUNCTION_INFO_V1(cvsql_clv_fit_final);
Datum
cvsql_clv_fit_final(PG_FUNCTION_ARGS)
{
	CvLive	   *live = cv_state_live_arg(fcinfo, &cv_clv_state);
	const ClvTally *tally;
	const double *rows;
	int64		n;

	if (live == NULL)
		PG_RETURN_NULL();
	tally = (const ClvTally *) live->head;
	if (tally->fit == 0)
		cv_refuse_model("none");	/* somebody's own aggregate, of states of another one */
	rows = cv_rows_sorted(live->rows, &n);
	if (n == 0)
		PG_RETURN_NULL();
	return cv_return_state(fcinfo, cv_fit_tally(tally, (ModelKind) (tally->fit - 1), rows, n));
}

/* (tally, model) */
PG_FUNCTION_INFO_V1(cvsql_clv_fit);
Datum
cvsql_clv_fit(PG_FUNCTION_ARGS)
{
	ClvTally   *tally = PG_GETARG_CLV_TALLY(0);
	ModelKind	kind = PurchaseModelArg(fcinfo, 1);
	const double *rows;
	int64		n;

	if (tally->occasions != (kind == MODEL_BG_BB))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the %s model cannot be fitted to a clv_tally of %s", cv_models[kind].name, cv_counting_of(tally)),
				 tally->occasions ? errhint("Tally with a unit of time, for example clv_tally_agg(h, as_of, '%s').", cv_unit_names[tally->head.unit])
				 : errhint("Tally with a unit of the calendar, for example clv_tally_agg(h, as_of, 'calendar %s').", cv_unit_names[tally->head.unit])));
	rows = cv_rows_of(&tally->head, &cv_clv_state, &n);
	return cv_return_state(fcinfo, cv_fit_tally(tally, kind, rows, n));
}
