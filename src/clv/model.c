/*
 * model.c
 *		The type fitted_clv: a model of purchases or of contracts with its parameters and, if it
 *		was fitted, how that went.
 */
#include "clv/model.h"

#include <math.h>

#include "clv/purchase.h"
#include "core/check.h"
#include "core/row.h"
#include "core/type.h"
#include "math/maximize.h"
#include "math/quantile.h"
#include "math/sbg.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/jsonb.h"

const ModelTraits cv_models[MODEL_KINDS] = {
	{"bg/nbd", 4, {"r", "alpha", "a", "b"}, &cvm_bg_nbd.likelihood, &cvm_bg_nbd},
	{"mbg/nbd", 4, {"r", "alpha", "a", "b"}, &cvm_mbg_nbd.likelihood, &cvm_mbg_nbd},
	{"pareto/nbd", 4, {"r", "alpha", "s", "beta"}, &cvm_pareto_nbd.likelihood, &cvm_pareto_nbd},
	{"bg/bb", 4, {"alpha", "beta", "gamma", "delta"}, &cvm_bg_bb.likelihood, &cvm_bg_bb},
	{"sbg", 2, {"alpha", "beta"}, &cvm_sbg, NULL},
};

const char *const cv_spend_names[SPEND_PARAMS] = {"p", "q", "v"};

/* ---------- what models there are ---------- */

void
cv_refuse_model(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown model \"%s\"", name),
			 errhint("The models are bg/nbd, mbg/nbd, pareto/nbd and bg/bb; and, for contracts, sbg.")));
}

/* The model that argument n names */
ModelKind
cv_model_arg(FunctionCallInfo fcinfo, int n)
{
	text	   *name = PG_GETARG_TEXT_PP(n);
	int			length = VARSIZE_ANY_EXHDR(name);

	for (int kind = 0; kind < MODEL_KINDS; kind++)
		if (strlen(cv_models[kind].name) == length && memcmp(cv_models[kind].name, VARDATA_ANY(name), length) == 0)
			return (ModelKind) kind;
	cv_refuse_model(text_to_cstring(name));
}

bool
cv_model_knows_spend(const FittedClv *model)
{
	return !isnan(model->spend[0]);
}

/* All of its numbers are unknown */
FittedClv  *
cv_new_model(ModelKind kind, CvUnit unit)
{
	FittedClv  *model = cv_new_value(sizeof(FittedClv));

	model->kind = kind;
	model->head.unit = kind == MODEL_SBG ? CV_DAY : unit;
	for (Size at = offsetof(FittedClv, log_likelihood); at < sizeof(FittedClv); at += sizeof(double))
		*(double *) ((char *) model + at) = get_float8_nan();
	return model;
}

/* ---------- checks of what comes from outside ---------- */

static bool
GoodParameters(const double *params, int n)
{
	for (int i = 0; i < n; i++)
		if (!(params[i] >= CVM_LEAST && params[i] <= CVM_MOST))
			return false;
	return true;
}

static bool
AreUnknown(const double *numbers, int n)
{
	for (int i = 0; i < n; i++)
		if (!isnan(numbers[i]))
			return false;
	return true;
}

/* All unknown, or finite with variances that are not negative */
static bool
GoodCovariance(const double *covariance, int n)
{
	if (AreUnknown(covariance, CV_PAIRS(n)))
		return true;
	for (int i = 0; i < CV_PAIRS(n); i++)
		if (!isfinite(covariance[i]))
			return false;
	for (int i = 0; i < n; i++)
		if (covariance[CV_PAIRS(i) + i] < 0)
			return false;
	return true;
}

/* What a model that was not fitted cannot have */
static bool
KnowsNoFit(const FittedClv *model)
{
	return !model->converged && model->iterations == 0 && model->customers == 0
		&& model->repeat_customers == 0 && model->spend_customers == 0
		&& isnan(model->log_likelihood) && isnan(model->spend_log_likelihood) && isnan(model->spend_correlation)
		&& isnan(model->covariance[0]) && isnan(model->spend_covariance[0]);
}

static bool
GoodFit(const FittedClv *model)
{
	bool		spend = cv_model_knows_spend(model);

	return model->iterations >= 0 && model->customers >= 1 && model->customers <= MAX_COUNT
		&& model->customers >= model->repeat_customers
		&& model->repeat_customers >= model->spend_customers && model->spend_customers >= 0
		&& isfinite(4 * model->log_likelihood)	/* and so the criteria made of it */
		&& (spend ? isfinite(model->spend_log_likelihood)
			: isnan(model->spend_log_likelihood) && isnan(model->spend_covariance[0])
			&& isnan(model->spend_correlation) && model->spend_customers == 0)
		&& (isnan(model->spend_correlation) || fabs(model->spend_correlation) <= 1);
}

/* Why a model that came from outside cannot be one, or NULL */
static const char *
ModelProblem(const FittedClv *model)
{
	const ModelTraits *traits = &cv_models[model->kind];

	if (model->head.unit == CV_QUARTER)
		return "The unit must be day, week, month or year.";
	if (!GoodParameters(model->params, traits->params))
		return "The parameters must lie between 1e-12 and 1e12.";
	if (!AreUnknown(model->spend, SPEND_PARAMS) && (!GoodParameters(model->spend, SPEND_PARAMS) || traits->btyd == NULL))
		return "The parameters of spend must lie between 1e-12 and 1e12, in a model of purchases.";
	if (!GoodCovariance(model->covariance, traits->params)
		|| !GoodCovariance(model->spend_covariance, SPEND_PARAMS))
		return "The covariances must be finite, and variances not negative.";
	if (model->fitted ? !GoodFit(model) : !KnowsNoFit(model))
		return "The counts and likelihoods do not fit together.";
	return NULL;
}

/* ---------- external forms ---------- */

/* A number that may be unknown: then it is NaN here, and not there in the form */
static void
DescribeOptional(CvForm *form, const char *key, double *number)
{
	if (cv_form_optional(form, key, !isnan(*number)))
		cv_form_double(form, key, number);
}

static void
DescribeCovariance(CvForm *form, const char *key, double *covariance, int params)
{
	if (cv_form_optional(form, key, !isnan(covariance[0])))
		cv_form_doubles(form, key, covariance, CV_PAIRS(params));
}

static void
DescribeParameters(CvForm *form, FittedClv *m)
{
	const ModelTraits *traits = &cv_models[m->kind];

	for (int i = 0; i < traits->params; i++)
		cv_form_double(form, traits->param_names[i], &m->params[i]);
	if (!cv_form_optional(form, cv_spend_names[0], cv_model_knows_spend(m)))
		return;
	for (int i = 0; i < SPEND_PARAMS; i++)
		cv_form_double(form, cv_spend_names[i], &m->spend[i]);
}

static void
DescribeFit(CvForm *form, FittedClv *m)
{
	cv_form_bool(form, "converged", &m->converged);
	cv_form_int(form, "iterations", &m->iterations, 0, PG_INT32_MAX);
	cv_form_number(form, "customers", &m->customers, 0, MAX_COUNT);
	cv_form_number(form, "repeat_customers", &m->repeat_customers, 0, MAX_COUNT);
	if (cv_form_optional(form, "spend_customers", m->spend_customers > 0))
		cv_form_number(form, "spend_customers", &m->spend_customers, 0, MAX_COUNT);
	cv_form_double(form, "log_likelihood", &m->log_likelihood);
	DescribeOptional(form, "spend_log_likelihood", &m->spend_log_likelihood);
	DescribeOptional(form, "spend_correlation", &m->spend_correlation);
	DescribeCovariance(form, "covariance", m->covariance, cv_models[m->kind].params);
	DescribeCovariance(form, "spend_covariance", m->spend_covariance, SPEND_PARAMS);
}

void	   *
cv_describe_model(CvForm *form, void *value)
{
	FittedClv  *m = value ? value : cv_new_model(MODEL_BG_NBD, CV_DAY);
	const char *names[MODEL_KINDS];

	for (int i = 0; i < MODEL_KINDS; i++)
		names[i] = cv_models[i].name;
	cv_form_word(form, "model", &m->kind, names, MODEL_KINDS);
	if (m->kind != MODEL_SBG)
		cv_form_word(form, "unit", &m->head.unit, cv_unit_names, CV_UNITS);
	cv_form_begin_object(form, "parameters");
	DescribeParameters(form, m);
	cv_form_end_object(form);
	m->fitted = cv_form_optional(form, "converged", m->fitted);
	if (m->fitted)
		DescribeFit(form, m);
	if (form->reads)
		cv_form_require(form, ModelProblem(m));
	return m;
}

static const CvType cv_fitted_clv = {"fitted_clv", cv_describe_model};

CV_TYPE_FUNCTIONS(fitted_clv);

/* ---------- made, and looked at ---------- */

/* Numbers of an object by their names; false where one is not there */
static bool
ReadNumbers(Jsonb *object, const char *const *names, int n, double *numbers)
{
	for (int i = 0; i < n; i++)
	{
		JsonbValue *value = getKeyJsonValueFromContainer(&object->root, names[i], strlen(names[i]), NULL);

		if (value == NULL || value->type != jbvNumeric)
			return false;
		numbers[i] = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(value->val.numeric)));
	}
	return true;
}

/* Those of the model, of spend where the first of these is there, and nothing else */
static bool
ReadParameters(Jsonb *parameters, FittedClv *model)
{
	const ModelTraits *traits = &cv_models[model->kind];
	uint32		n = traits->params;

	if (!JB_ROOT_IS_OBJECT(parameters) || !ReadNumbers(parameters, traits->param_names, traits->params, model->params))
		return false;
	if (getKeyJsonValueFromContainer(&parameters->root, cv_spend_names[0], strlen(cv_spend_names[0]), NULL))
	{
		if (!ReadNumbers(parameters, cv_spend_names, SPEND_PARAMS, model->spend))
			return false;
		n += SPEND_PARAMS;
	}
	return JB_ROOT_COUNT(parameters) == n;
}

/* Why these cannot be parameters, or NULL */
static const char *
ParametersProblem(Jsonb *parameters, FittedClv *model)
{
	const ModelTraits *traits = &cv_models[model->kind];

	if (ReadParameters(parameters, model))
		return ModelProblem(model);
	return psprintf("The parameters of %s are %s%s.", traits->name, cv_list_words(traits->param_names, traits->params, " and "),
					traits->btyd ? "; those of spend, p, q and v, may come with them" : "");
}

/* (model, parameters, unit) */
PG_FUNCTION_INFO_V1(cvsql_make_clv_model);
Datum
cvsql_make_clv_model(PG_FUNCTION_ARGS)
{
	ModelKind	kind = cv_model_arg(fcinfo, 0);
	Jsonb	   *parameters = PG_GETARG_JSONB_P(1);
	FittedClv  *model = cv_new_model(kind, cv_model_unit_arg(fcinfo, 2));
	const char *problem = ParametersProblem(parameters, model);

	if (problem)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("these cannot be parameters of a model: %s", JsonbToCString(NULL, &parameters->root, VARSIZE(parameters))),
				 errdetail("%s", problem)));
	PG_RETURN_POINTER(model);
}

/* A parameter is positive, so its interval is one of its logarithm */
static void
PutParameter(CvRow *row, const char *name, double estimate, double variance, double z)
{
	double		se = sqrt(variance);
	double		spread = exp(z * se / estimate);
	CvInterval	interval = {estimate / spread, estimate * spread};

	cv_set_text(row, "parameter", name);
	cv_set_float8(row, "estimate", estimate);
	cv_set_float8(row, "se", se);
	cv_set_limits(row, !isnan(se), &interval, 1);
	cv_put_row(row);
}

/* (model, confidence) */
PG_FUNCTION_INFO_V1(cvsql_clv_params);
Datum
cvsql_clv_params(PG_FUNCTION_ARGS)
{
	CvRow		row;
	FittedClv  *model;
	const ModelTraits *traits;
	double		z;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	model = PG_GETARG_MODEL(0);
	traits = &cv_models[model->kind];
	z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(1)));
	for (int i = 0; i < traits->params; i++)
		PutParameter(&row, traits->param_names[i], model->params[i],
					 model->covariance[CV_PAIRS(i) + i], z);
	for (int i = 0; cv_model_knows_spend(model) && i < SPEND_PARAMS; i++)
		PutParameter(&row, cv_spend_names[i], model->spend[i],
					 model->spend_covariance[CV_PAIRS(i) + i], z);
	PG_RETURN_NULL();
}

static void
SetFit(CvRow *row, const FittedClv *model)
{
	int			params = cv_models[model->kind].params;
	double		deviance = -2 * model->log_likelihood;

	cv_set_bigint(row, "customers", model->customers);
	cv_set_bigint(row, "repeat_customers", model->repeat_customers);
	if (cv_model_knows_spend(model))
		cv_set_bigint(row, "spend_customers", model->spend_customers);
	cv_set_float8(row, "log_likelihood", model->log_likelihood);
	cv_set_float8(row, "spend_log_likelihood", model->spend_log_likelihood);
	cv_set_float8(row, "aic", 2 * params + deviance);
	cv_set_float8(row, "bic", params * log((double) model->customers) + deviance);
	cv_set_bool(row, "converged", model->converged);
	cv_set_int(row, "iterations", model->iterations);
	cv_set_float8(row, "spend_correlation", model->spend_correlation);
}

PG_FUNCTION_INFO_V1(cvsql_clv_model_summary);
Datum
cvsql_clv_model_summary(PG_FUNCTION_ARGS)
{
	FittedClv  *model = PG_GETARG_MODEL(0);
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	cv_set_text(&row, "model", cv_models[model->kind].name);
	if (model->kind != MODEL_SBG)
		cv_set_text(&row, "unit", cv_unit_names[model->head.unit]);
	if (model->fitted)
		SetFit(&row, model);
	return cv_end_row(&row);
}
