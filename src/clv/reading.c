/*
 * reading.c
 *		Models and customers as arguments of readings, and expected purchases.
 *
 * A call site reads many customers by one model or, where a table has a model for each channel, by a few in turn: it
 * keeps them all.  Expected purchases are those of customers who are alive, times P(alive).  The former do not
 * depend on recency: customers of the same frequency and tenure share them, and they are remembered, too.  What is remembered begins
 * small, for not all who call keep it.
 */
#include "clv/reading.h"

#include <math.h>

#include "clv/purchase.h"
#include "common/hashfn.h"
#include "math/gammagamma.h"
#include "utils/float.h"

#define MODEL_SLOTS			64
#define FIRST_MEMOS			1024
#define MAX_MEMOS			65536
#define WAYS				4	/* places that a key may be in, the last one that was computed in
								 * the first */
#define MAX_OPPORTUNITIES	1000000 /* of bg/bb, ahead */

/* Numbers that were computed of customers by a model */
typedef struct Memo
{
	double		key[CV_MEMO_KEY];
	uint64		model;			/* number of the model; 0 if there is nothing */
	double		numbers[FLEXIBLE_ARRAY_MEMBER];
} Memo;

/* What a call site remembers for its next call */
typedef struct Readings
{
	MemoryContext context;
	uint64		models;			/* that have been read by, each counted again if it was forgotten */
	Reading    *last;			/* by the model of the row before, or NULL: mostly it is that of
								 * the next one, too */
	Reading    *slots[MODEL_SLOTS]; /* by hash of the parameters; another model takes the place of
									 * one */
	char	   *memos;			/* by hash of the key, or NULL */
	uint32		memo_slots;
	uint32		computed;		/* since the memos have their size */
} Readings;

/* ---------- models ---------- */

static Readings *
ReadingsOf(FunctionCallInfo fcinfo)
{
	Readings   *all = fcinfo->flinfo->fn_extra;

	if (all == NULL)
	{
		fcinfo->flinfo->fn_extra = all = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Readings));
		all->context = fcinfo->flinfo->fn_mcxt;
	}
	return all;
}

static inline bool
IsReadingOf(const Reading *reading, const FittedClv *model)
{
	return reading != NULL && memcmp(&reading->model, model, sizeof(FittedClv)) == 0;
}

/* That of the model, which may take the place of another one */
static Reading *
FindReading(Readings *all, const FittedClv *model)
{
	uint32		hash = hash_bytes((const unsigned char *) model->params, 2 * sizeof(double));
	Reading   **slot = &all->slots[hash % MODEL_SLOTS];

	if (IsReadingOf(*slot, model))
		return *slot;
	if (*slot == NULL)
		*slot = MemoryContextAllocZero(all->context, sizeof(Reading));
	(*slot)->model = *model;
	(*slot)->btyd = cv_models[model->kind].btyd;
	(*slot)->number = ++all->models;
	(*slot)->all = all;
	return *slot;
}

/* Of the model in argument n */
static Reading *
ReadingArg(FunctionCallInfo fcinfo, int n)
{
	FittedClv  *model = PG_GETARG_MODEL(n);
	Readings   *all = ReadingsOf(fcinfo);

	if (!IsReadingOf(all->last, model))
		all->last = FindReading(all, model);
	PG_FREE_IF_COPY(model, n);
	return all->last;
}

Reading    *
cv_purchase_reading_arg(FunctionCallInfo fcinfo, int n)
{
	Reading    *reading = ReadingArg(fcinfo, n);

	if (reading->btyd == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an sbg model of contracts knows no purchases"),
				 errhint("Read it with expected_lifetime() or retention_forecast().")));
	return reading;
}

Reading    *
cv_contract_reading(FunctionCallInfo fcinfo)
{
	Reading    *reading = ReadingArg(fcinfo, 0);

	if (reading->btyd != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a %s model of purchases knows no contracts", cv_models[reading->model.kind].name),
				 errhint("Read it with p_alive(), expected_purchases() or clv(); contracts are fitted with sbg_fit().")));
	return reading;
}

void
cv_check_knows_spend(const Reading *reading)
{
	if (!cv_model_knows_spend(&reading->model))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the model knows no spend"),
				 errhint("Fit it to histories with amounts, or with monetary as the fourth argument; or give make_clv_model() p, q and v.")));
}

/* The customer of a (history, as_of); by NULL, all purchases */
bool
cv_history_buyer_arg(FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer)
{
	PurchaseCalendar *history = PG_GETARG_HISTORY(n);
	DateADT		as_of = cv_as_of_arg(fcinfo, n + 1, history->last);
	bool		purchased = cv_buyer_of_history(history, as_of, (ModelKind) reading->model.kind,
												(CvUnit) reading->model.head.unit, buyer);

	PG_FREE_IF_COPY(history, n);
	return purchased;
}

/* A time ahead in the unit of the model */
double
cv_horizon_arg(FunctionCallInfo fcinfo, int n, const Reading *reading)
{
	double		horizon = PG_GETARG_FLOAT8(n);
	bool		discrete = reading->model.kind == MODEL_BG_BB;

	if (!(horizon >= 0 && (horizon <= MAX_AMOUNT || isinf(horizon))))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("horizon must be a number from 0 to 1e15, or Infinity, not %s", float8out_internal(horizon))));
	if (isfinite(horizon) && discrete && !(horizon == rint(horizon) && horizon <= MAX_OPPORTUNITIES))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the horizon of a bg/bb model must be a whole number of opportunities up to %d, not %s",
						MAX_OPPORTUNITIES, float8out_internal(horizon))));
	return horizon;
}

/* ---------- what was computed before ---------- */

static inline Size
MemoSize(int n)
{
	return offsetof(Memo, numbers) + n * sizeof(double);
}

/* The first place of a key */
static char *
MemoPlaces(const Reading *reading, const double *key, int n)
{
	const Readings *all = reading->all;
	uint32		hash = hash_bytes((const unsigned char *) key, CV_MEMO_KEY * sizeof(double)) + (uint32) reading->number * 40503;

	return all->memos + hash % (all->memo_slots / WAYS) * WAYS * MemoSize(n);
}

/* More places, as soon as what was computed would have filled those that there are */
static void
NeedMemos(Readings *all, int n)
{
	if (all->memo_slots == MAX_MEMOS || all->computed++ < all->memo_slots)
		return;
	if (all->memos)
		pfree(all->memos);
	all->memo_slots = all->memos ? 4 * all->memo_slots : FIRST_MEMOS;
	all->memos = MemoryContextAllocZero(all->context, all->memo_slots * MemoSize(n));
	all->computed = 1;
}

/* The n numbers of a key, or NULL; a call site has as many of every key. */
const double *
cv_remembered(const Reading *reading, const double *key, int n)
{
	const char *places;

	if (reading->all->memos == NULL)
		return NULL;
	places = MemoPlaces(reading, key, n);
	for (int i = 0; i < WAYS; i++)
	{
		const Memo *memo = (const Memo *) (places + i * MemoSize(n));

		if (memo->model == reading->number && memcmp(memo->key, key, CV_MEMO_KEY * sizeof(double)) == 0)
			return memo->numbers;
	}
	return NULL;
}

const double *
cv_remember(const Reading *reading, const double *key, int n, const double *numbers)
{
	Memo	   *memo;

	NeedMemos(reading->all, n);
	memo = (Memo *) MemoPlaces(reading, key, n);
	memmove((char *) memo + MemoSize(n), memo, (WAYS - 1) * MemoSize(n));
	memcpy(memo->numbers, numbers, n * sizeof(double));
	memcpy(memo->key, key, CV_MEMO_KEY * sizeof(double));
	memo->model = reading->number;
	return memo->numbers;
}

/* ---------- expected purchases ---------- */

/* An infinite horizon needs a discount, or customers who leave fast enough */
static bool
IsFinite(const Reading *reading, double horizon, double delta)
{
	return isfinite(horizon) || delta > 0 || (delta == 0 && reading->model.params[2] > 1);	/* a, s, or gamma */
}

static void
CheckFinite(const Reading *reading, double horizon, double delta)
{
	if (!IsFinite(reading, horizon, delta))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 delta < 0 ? errmsg("purchases over an infinite horizon need a discount from 0 on")
				 : errmsg("the model expects infinitely many purchases over an infinite horizon"),
				 errhint("Pass a finite horizon, or use clv() with a discount above 0.")));
}

/* What bounded work did not give is an error, and no number */
void
cv_check_reached(bool reached, const char *hint)
{
	if (!reached)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the reading cannot be computed for these arguments"),
				 errhint("%s", hint)));
}

/* Discounted expected purchases of a customer who is alive */
static double
PurchasesIfAlive(Reading *reading, const CvCustomer *customer, double horizon, double delta)
{
	double		key[CV_MEMO_KEY] = {customer->x, customer->tenure, horizon, delta};
	const double *known = cv_remembered(reading, key, 1);
	double		expected;

	CheckFinite(reading, horizon, delta);
	if (known == NULL)
	{
		cv_check_reached(reading->btyd->expected(reading->model.params, customer, horizon, delta, &expected),
						 "Pass a shorter horizon, or a discount of 0 or more.");
		known = cv_remember(reading, key, 1, &expected);
	}
	if (!isfinite(*known))
		float_overflow_error();
	return *known;
}

double
cv_expected_purchases(Reading *reading, const CvCustomer *customer, double horizon, double delta)
{
	return PurchasesIfAlive(reading, customer, horizon, delta) * reading->btyd->alive(reading->model.params, customer);
}

/* ---------- expected spend ---------- */

/* The mean spend a purchase of a customer is expected to bring, NaN if it is not known */
double
cv_purchase_spend(const Reading *reading, const CvBuyer *buyer)
{
	if (buyer->c.x > 0 && isnan(buyer->monetary))
		return get_float8_nan();
	return cvm_expected_spend(reading->model.spend, buyer->c.x, buyer->monetary);
}

/* Of discounted purchases; spend may be infinite */
double
cv_value_of_purchases(double purchases, double spend)
{
	return purchases == 0 && !isnan(spend) ? 0 : purchases * spend;
}

/* ---------- all of them ---------- */

/* What readings of one customer give, computed from one P(alive); purchases without a discount may be infinitely many */
CvOutlook
cv_outlook(Reading *reading, const CvBuyer *buyer, double horizon, double delta)
{
	double		alive = reading->btyd->alive(reading->model.params, &buyer->c);
	CvOutlook	outlook = {alive, INFINITY, get_float8_nan(), get_float8_nan()};
	double		discounted;

	if (reading->btyd->p_alive != reading->btyd->alive)
		outlook.p_alive = reading->btyd->p_alive(reading->model.params, &buyer->c);
	discounted = PurchasesIfAlive(reading, &buyer->c, horizon, delta) * alive;
	if (IsFinite(reading, horizon, 0))
		outlook.purchases = delta == 0 ? discounted : PurchasesIfAlive(reading, &buyer->c, horizon, 0) * alive;
	if (cv_model_knows_spend(&reading->model))
	{
		outlook.spend = cv_purchase_spend(reading, buyer);
		outlook.value = cv_value_of_purchases(discounted, outlook.spend);
	}
	return outlook;
}
