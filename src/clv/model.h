#ifndef CV_CLV_MODEL_H
#define CV_CLV_MODEL_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/compat.h"
#include "core/form.h"
#include "core/head.h"
#include "fmgr.h"
#include "math/btyd.h"

typedef enum ModelKind
{
	MODEL_BG_NBD,
	MODEL_MBG_NBD,
	MODEL_PARETO_NBD,
	MODEL_BG_BB,
	MODEL_SBG
} ModelKind;

#define MODEL_KINDS		(MODEL_SBG + 1)
#define SPEND_PARAMS	3
#define MAX_COUNT		(INT64CONST(1) << 53)	/* of customers, which go through JSON numbers */

/* What a kind of model is called, and how it computes */
typedef struct ModelTraits
{
	const char *name;
	int			params;
	const char *param_names[CV_MAX_PARAMS];
	const CvLikelihood *likelihood;
	const CvBtyd *btyd;			/* NULL for sbg */
} ModelTraits;

extern const ModelTraits cv_models[MODEL_KINDS];
extern const char *const cv_spend_names[SPEND_PARAMS];

/* fitted_clv: a model, fitted or made of given parameters.  What is unknown is NaN. */
typedef struct FittedClv
{
	CvHead		head;			/* unit: of time; CV_DAY for sbg, which counts in periods of any
								 * length */
	uint8		kind;			/* a ModelKind */
	bool		fitted;
	bool		converged;
	int32		iterations;
	int64		customers;		/* those that it was fitted to; */
	int64		repeat_customers;	/* those with x > 0, of sbg: who did not leave in the first
									 * period; */
	int64		spend_customers;	/* and those who spent */
	double		log_likelihood; /* from here on numbers only, which a new model does not know */
	double		spend_log_likelihood;
	double		spend_correlation;	/* of frequency and mean spend */
	double		params[CV_MAX_PARAMS];
	double		covariance[CV_PAIRS(CV_MAX_PARAMS)];	/* lower triangle by rows */
	double		spend[SPEND_PARAMS];
	double		spend_covariance[CV_PAIRS(SPEND_PARAMS)];
} FittedClv;

#define PG_GETARG_MODEL(n)	((FittedClv *) cv_value_arg(fcinfo, n))

extern void *cv_describe_model(CvForm *form, void *value);
extern FittedClv *cv_new_model(ModelKind kind, CvUnit unit);
extern ModelKind cv_model_arg(FunctionCallInfo fcinfo, int n);
pg_noreturn extern void cv_refuse_model(const char *name);
extern bool cv_model_knows_spend(const FittedClv *model);

#endif
