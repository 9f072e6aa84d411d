/*
 * steps.c
 *		What is asked of customers: the steps of a funnel, its window and its mode.  All three are constant in a group.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "core/aggregate.h"
#include "core/check.h"
#include "journey/funnel.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

const char *const cv_funnel_modes[] = {"ordered", "strict", "any"};

/* ---------- names ---------- */

#define NAMES	offsetof(FunnelTally, names)

Size
cv_funnel_head_bytes(const CvHead *head)
{
	return MAXALIGN(NAMES + ((const FunnelTally *) head)->name_bytes);
}

/* The name behind another one, or NULL */
const char *
cv_next_name(const FunnelTally *funnel, const char *name)
{
	name += INTALIGN(VARSIZE(name));
	return name < funnel->names + funnel->name_bytes ? name : NULL;
}

char	   *
cv_funnel_name(const FunnelTally *funnel, int step)
{
	const char *name = funnel->names;

	for (int i = 1; i < step; i++)
		name = cv_next_name(funnel, name);
	return text_to_cstring((const text *) name);
}

static inline bool
IsNamed(const char *step, const char *name, int length)
{
	return (int) VARSIZE_4B(step) == length + VARHDRSZ && memcmp(VARDATA_4B(step), name, length) == 0;
}

/* The first step of that name, from 0, or CVM_NO_STEP */
int
cv_funnel_step_named(const FunnelTally *funnel, const char *name, int length)
{
	const char *end = funnel->names + funnel->name_bytes;
	const char *step = funnel->names;

	for (int i = 0; step < end; i++, step += INTALIGN(VARSIZE_4B(step)))
		if (IsNamed(step, name, length))
			return i;
	return CVM_NO_STEP;
}

static FunnelTally *
FunnelOfBytes(int steps, Size name_bytes)
{
	FunnelTally *funnel;

	if (name_bytes > MaxAllocSize / 4)
		cv_refuse_size();
	funnel = cv_new_value(MAXALIGN(NAMES + name_bytes));
	funnel->head.last_seen = DATEVAL_NOBEGIN;
	funnel->steps = (uint8) steps;
	funnel->name_bytes = (int32) name_bytes;
	return funnel;
}

/* A head with these names, which are not toasted */
FunnelTally *
cv_new_funnel(const Datum *names, int steps)
{
	FunnelTally *funnel;
	Size		bytes = 0;
	char	   *end;

	for (int i = 0; i < steps; i++)
		bytes += INTALIGN(VARSIZE(DatumGetPointer(names[i])));
	funnel = FunnelOfBytes(steps, bytes);
	end = funnel->names;
	for (int i = 0; i < steps; i++)
	{
		memcpy(end, DatumGetPointer(names[i]), VARSIZE(DatumGetPointer(names[i])));
		end += INTALIGN(VARSIZE(end));
	}
	return funnel;
}

/* ---------- arguments ---------- */

/* An interval in microseconds; months have no length */
int64
cv_span_micros(const Interval * span, const char *what)
{
	int64		micros;

	if (span->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s must not have months or years, which differ in length", what),
				 errhint("Say it in days, such as '30 days'.")));
	if (pg_mul_s64_overflow(span->day, USECS_PER_DAY, &micros) || pg_add_s64_overflow(micros, span->time, &micros))
		micros = -1;
	if (micros < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must not be negative, nor above 292,000 years", what)));
	return micros;
}

pg_noreturn static void
RefuseSteps(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the steps of a funnel must be an array of 1 to %d names, %s", CVM_MAX_STEPS, problem),
			 errhint("Such as ARRAY['view', 'cart', 'purchase'].")));
}

static FunnelTally *
FunnelOfArray(ArrayType *array)
{
	Datum	   *names;
	int			n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));

	if (ARR_NDIM(array) > 1)
		RefuseSteps("of one dimension");
	if (array_contains_nulls(array))
		RefuseSteps("none of them NULL");
	if (n < 1 || n > CVM_MAX_STEPS)
		RefuseSteps(psprintf("not of %d", n));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, NULL, &n);
	return cv_new_funnel(names, n);
}

static char *
ListSteps(const FunnelTally *funnel)
{
	const char *names[CVM_MAX_STEPS];

	for (int i = 0; i < funnel->steps; i++)
		names[i] = cv_funnel_name(funnel, i + 1);
	return cv_list_words(names, funnel->steps, ", ");
}

static bool
SameNames(const FunnelTally *a, const FunnelTally *b)
{
	return a->name_bytes == b->name_bytes && memcmp(a->names, b->names, a->name_bytes) == 0;
}

/* The funnel of an array, or the known one if it has the same steps: of most rows they are compared byte for byte. */
static FunnelTally *
StepsArg(FunctionCallInfo fcinfo, int n, FunnelTally *known)
{
	ArrayType  *array;
	FunnelTally *funnel;

	if (PG_ARGISNULL(n))
		RefuseSteps("not NULL");
	array = PG_GETARG_ARRAYTYPE_P(n);
	if (known && !ARR_HASNULL(array) && ARR_NDIM(array) == 1 && ARR_DIMS(array)[0] == known->steps
		&& ARR_SIZE(array) - ARR_DATA_OFFSET(array) == (Size) known->name_bytes
		&& memcmp(ARR_DATA_PTR(array), known->names, known->name_bytes) == 0)
		return known;
	funnel = FunnelOfArray(array);
	if (known && !SameNames(known, funnel))
		cv_refuse_change("steps", ListSteps(known), ListSteps(funnel));
	return known ? known : funnel;
}

static char *
SpanText(int64 micros)
{
	Interval	span = {micros % USECS_PER_DAY, (int32) (micros / USECS_PER_DAY), 0};

	return DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(&span)));
}

static FunnelTally *
CopyFunnel(MemoryContext context, const FunnelTally *funnel)
{
	Size		bytes = cv_funnel_head_bytes(&funnel->head);

	return memcpy(MemoryContextAlloc(context, bytes), funnel, bytes);
}

/* Arguments n, n + 1 and, where it is there, n + 2 */
static FunnelTally *
ReadFunnelArgs(FunctionCallInfo fcinfo, int n, FunnelTally *known)
{
	FunnelTally *funnel = StepsArg(fcinfo, n, known);
	int			mode = PG_NARGS() > n + 2 ? cv_choice_arg(fcinfo, n + 2, "mode", cv_funnel_modes, FUNNEL_MODES) : CVM_ORDERED;
	int64		within;

	if (PG_ARGISNULL(n + 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the window of a funnel must not be NULL"),
				 errhint("Such as '7 days'.")));
	within = cv_span_micros(PG_GETARG_INTERVAL_P(n + 1), "the window of a funnel");
	if (known && within != known->within)
		cv_refuse_change("within", SpanText(known->within), SpanText(within));
	if (known && mode != known->mode)
		cv_refuse_change("mode", cv_funnel_modes[known->mode], cv_funnel_modes[mode]);
	if (!known)
	{
		funnel->within = within;
		funnel->mode = (uint8) mode;
	}
	return funnel;
}

static FunnelAsked *
NewAsked(MemoryContext context, const FunnelTally *funnel)
{
	FunnelAsked *asked = MemoryContextAlloc(context, sizeof(FunnelAsked));
	const char *name;

	asked->funnel = CopyFunnel(context, funnel);
	cv_begin_names(&asked->names);
	name = asked->funnel->names;
	for (int step = 0; name; step++, name = cv_next_name(asked->funnel, name))
		cv_add_name(&asked->names, name, step);
	return asked;
}

/* The funnel that a row asks for, which must be the known one, if there is one; where it is the same for all rows, it is read once. */
FunnelTally *
cv_funnel_args(FunctionCallInfo fcinfo, int n, FunnelTally *known)
{
	void	  **asked = &cv_call(fcinfo)->memory;

	if (!cv_args_are_constant(fcinfo, n))
		return ReadFunnelArgs(fcinfo, n, known);
	if (*asked == NULL)
		*asked = NewAsked(fcinfo->flinfo->fn_mcxt, ReadFunnelArgs(fcinfo, n, NULL));
	return ((FunnelAsked *) *asked)->funnel;
}

int
cv_find_step_arg(FunctionCallInfo fcinfo, int n, const FunnelTally *funnel, const FunnelAsked *asked)
{
	const text *event = PG_GETARG_TEXT_PP(n);
	const char *name = VARDATA_ANY(event);
	int			length = (int) VARSIZE_ANY_EXHDR(event);
	int			step = asked ? cv_guess_name(&asked->names, name, length) : NAME_UNKNOWN;

	return step != NAME_UNKNOWN ? step : cv_funnel_step_named(funnel, name, length);
}

/* funnel_step has states of one customer, and funnel_agg has others.  Who puts an aggregate together of both would read the one as the other. */
void
cv_require_one(const CvHead *head, bool one)
{
	if (((const FunnelTally *) head)->one != one)
		cv_refuse_log();
}

/* The same of the state of a transition with the time in argument at: somebody may have begun an aggregate with it (INITCOND). */
void
cv_check_funnel_state(FunctionCallInfo fcinfo, const FunnelTally *funnel, int at)
{
	cv_require_one(&funnel->head, at == 1);
	if (!funnel->one)
		cv_check_same_key((CvKeyKind) funnel->head.key_kind, cv_key_kind(cv_arg_type(fcinfo, 1)));
	if (funnel->zoned != (cv_arg_type(fcinfo, at) == TIMESTAMPTZOID))
		cv_refuse_log();
}

void
cv_join_funnels(CvHead *into, const CvHead *from)
{
	const FunnelTally *a = (FunnelTally *) into;
	const FunnelTally *b = (const FunnelTally *) from;

	cv_require_one(into, b->one);
	if (!SameNames(a, b) || a->within != b->within || a->mode != b->mode || a->zoned != b->zoned)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("funnels of different steps, windows or modes cannot be combined: %s within %s, %s, and %s within %s, %s",
						ListSteps(a), SpanText(a->within), cv_funnel_modes[a->mode],
						ListSteps(b), SpanText(b->within), cv_funnel_modes[b->mode]),
				 errhint("Group by what they differ in.")));
}
