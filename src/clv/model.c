/*
 * model.c
 *		The type fitted_clv: a model of purchases or of contracts with its parameters and, if it
 *		was fitted, how that went.
 */
#include "clv/model.h"

#include <math.h>

#include "clv/history.h"
#include "core/check.h"
#include "core/form.h"
#include "core/json.h"
#include "core/result.h"
#include "libpq/pqformat.h"
#include "math/quantile.h"
#include "math/sbg.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define TYPE_NAME	"fitted_clv"

const ModelTraits cv_models[MODEL_KINDS] = {
	{"bg/nbd", 4, {"r", "alpha", "a", "b"}, &cv_bg_nbd.likelihood, &cv_bg_nbd},
	{"mbg/nbd", 4, {"r", "alpha", "a", "b"}, &cv_mbg_nbd.likelihood, &cv_mbg_nbd},
	{"pareto/nbd", 4, {"r", "alpha", "s", "beta"}, &cv_pareto_nbd.likelihood, &cv_pareto_nbd},
	{"bg/bb", 4, {"alpha", "beta", "gamma", "delta"}, &cv_bg_bb.likelihood, &cv_bg_bb},
	{"sbg", 2, {"alpha", "beta"}, &cv_sbg, NULL},
};

const char *const cv_spend_names[SPEND_PARAMS] = {"p", "q", "v"};

/* ---------- what models there are ---------- */

bool
cv_model_by_name(const char *name, int length, ModelKind *kind)
{
	for (int i = 0; i < MODEL_KINDS; i++)
	{
		*kind = (ModelKind) i;
		if (strlen(cv_models[i].name) == length && memcmp(cv_models[i].name, name, length) == 0)
			return true;
	}
	return false;
}

void
cv_refuse_model(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown model \"%s\"", name),
			 errhint("The models are bg/nbd, mbg/nbd, pareto/nbd and bg/bb; and, for contracts, sbg.")));
}

bool
cv_model_knows_spend(const ClvModel *model)
{
	return !isnan(model->spend[0]);
}

static void
SetUnknown(double *numbers, int n)
{
	for (int i = 0; i < n; i++)
		numbers[i] = get_float8_nan();
}

ClvModel   *
cv_new_model(ModelKind kind, CvUnit unit)
{
	ClvModel   *model = palloc0(sizeof(ClvModel));

	SET_VARSIZE(model, sizeof(ClvModel));
	model->kind = kind;
	model->unit = kind == MODEL_SBG ? CV_DAY : unit;
	SetUnknown(&model->log_likelihood, 3);
	SetUnknown(model->params, CV_MAX_PARAMS);
	SetUnknown(model->covariance, CV_PAIRS(CV_MAX_PARAMS));
	SetUnknown(model->spend, SPEND_PARAMS);
	SetUnknown(model->spend_covariance, CV_PAIRS(SPEND_PARAMS));
	return model;
}

/* ---------- checks of what comes from outside ---------- */

static bool
GoodParameters(const double *params, int n)
{
	for (int i = 0; i < n; i++)
		if (!(params[i] >= MIN_PARAMETER && params[i] <= MAX_PARAMETER))
			return false;
	return true;
}

/* All unknown, or finite with variances that are not negative */
static bool
GoodCovariance(const double *covariance, int n)
{
	if (isnan(covariance[0]))
	{
		for (int i = 0; i < CV_PAIRS(n); i++)
			if (!isnan(covariance[i]))
				return false;
		return true;
	}
	for (int i = 0; i < CV_PAIRS(n); i++)
		if (!isfinite(covariance[i]))
			return false;
	for (int i = 0; i < n; i++)
		if (covariance[CV_PAIRS(i) + i] < 0)
			return false;
	return true;
}

/* Three unknown numbers, or three parameters */
static bool
GoodSpend(const double *spend)
{
	if (isnan(spend[0]) && isnan(spend[1]) && isnan(spend[2]))
		return true;
	return GoodParameters(spend, SPEND_PARAMS);
}

/* What a model that was not fitted cannot have */
static bool
KnowsNoFit(const ClvModel *model)
{
	return !model->converged && model->iterations == 0 && model->customers == 0
		&& model->repeat_customers == 0 && model->spend_customers == 0
		&& isnan(model->log_likelihood) && isnan(model->spend_log_likelihood)
		&& isnan(model->spend_correlation)
		&& isnan(model->covariance[0]) && isnan(model->spend_covariance[0]);
}

static bool
GoodFit(const ClvModel *model)
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
ModelProblem(const ClvModel *model)
{
	const ModelTraits *traits = &cv_models[model->kind];

	if (!GoodParameters(model->params, traits->params))
		return "The parameters must lie between 1e-12 and 1e12.";
	if (!GoodSpend(model->spend) || (cv_model_knows_spend(model) && traits->btyd == NULL))
		return "The parameters of spend must lie between 1e-12 and 1e12, in a model of purchases.";
	if (!GoodCovariance(model->covariance, traits->params)
		|| !GoodCovariance(model->spend_covariance, SPEND_PARAMS))
		return "The covariances must be finite, and variances not negative.";
	if (model->fitted ? !GoodFit(model) : !KnowsNoFit(model))
		return "The counts and likelihoods do not fit together.";
	return NULL;
}

/* ---------- text ---------- */

static JsonbContainer *
ParameterObject(JsonbContainer *object)
{
	JsonbContainer *parameters = cv_json_child(object, "parameters");

	if (parameters == NULL)
		cv_bad_text(TYPE_NAME, "\"parameters\" must be an object.");
	return parameters;
}

static void
ReadParameters(JsonbContainer *parameters, ClvModel *model, const char *type)
{
	const ModelTraits *traits = &cv_models[model->kind];
	bool		spend = cv_json_has(parameters, cv_spend_names[0]);

	for (int i = 0; i < traits->params; i++)
		model->params[i] = cv_json_number(parameters, traits->param_names[i], type);
	for (int i = 0; spend && i < SPEND_PARAMS; i++)
		model->spend[i] = cv_json_number(parameters, cv_spend_names[i], type);
	cv_json_only(parameters, traits->params + (spend ? SPEND_PARAMS : 0), type);
}

static ModelKind
ReadKind(JsonbContainer *object)
{
	char	   *name = cv_json_string(object, "model", TYPE_NAME);
	ModelKind	kind;

	if (!cv_model_by_name(name, strlen(name), &kind))
		cv_bad_text(TYPE_NAME, "The model must be bg/nbd, mbg/nbd, pareto/nbd, bg/bb or sbg.");
	return kind;
}

static CvUnit
ReadUnit(JsonbContainer *object)
{
	CvUnit		unit = cv_json_unit(object, "unit", TYPE_NAME);

	if (unit == CV_QUARTER)
		cv_bad_text(TYPE_NAME, "The unit must be day, week, month or year.");
	return unit;
}

/* A count under key; 0 if there is none */
static int64
ReadCount(JsonbContainer *object, const char *key, int64 max)
{
	double		count = cv_json_has(object, key) ? cv_json_number(object, key, TYPE_NAME) : 0;

	if (!(count >= 0 && count <= (double) max && count == rint(count)))
		cv_bad_text(TYPE_NAME, psprintf("\"%s\" must be a count.", key));
	return (int64) count;
}

/* The key's number, if it is there; how many keys that is */
static int
ReadOptional(JsonbContainer *object, const char *key, double *number)
{
	if (!cv_json_has(object, key))
		return 0;
	*number = cv_json_number(object, key, TYPE_NAME) + 0.0; /* no negative zero */
	return 1;
}

static int
ReadCovariance(JsonbContainer *object, const char *key, int n, double *covariance)
{
	if (!cv_json_has(object, key))
		return 0;
	cv_json_numbers(object, key, CV_PAIRS(n), covariance, TYPE_NAME);
	for (int i = 0; i < CV_PAIRS(n); i++)
		covariance[i] += 0.0;
	return 1;
}

/* What the fit told; how many keys that is */
static int
ReadFit(JsonbContainer *object, ClvModel *model)
{
	int			keys = 5 + cv_json_has(object, "spend_customers");

	model->fitted = true;
	model->converged = cv_json_bool(object, "converged", TYPE_NAME);
	model->iterations = (int32) ReadCount(object, "iterations", PG_INT32_MAX);
	model->customers = ReadCount(object, "customers", MAX_COUNT);
	model->repeat_customers = ReadCount(object, "repeat_customers", MAX_COUNT);
	model->spend_customers = ReadCount(object, "spend_customers", MAX_COUNT);
	model->log_likelihood = cv_json_number(object, "log_likelihood", TYPE_NAME) + 0.0;
	keys += ReadOptional(object, "spend_log_likelihood", &model->spend_log_likelihood);
	keys += ReadOptional(object, "spend_correlation", &model->spend_correlation);
	keys += ReadCovariance(object, "covariance", cv_models[model->kind].params, model->covariance);
	keys += ReadCovariance(object, "spend_covariance", SPEND_PARAMS, model->spend_covariance);
	return keys;
}

PG_FUNCTION_INFO_V1(cvsql_fitted_clv_in);
Datum
cvsql_fitted_clv_in(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = cv_json_object(PG_GETARG_CSTRING(0), TYPE_NAME);
	ModelKind	kind = ReadKind(object);
	ClvModel   *model = cv_new_model(kind, kind == MODEL_SBG ? CV_DAY : ReadUnit(object));
	int			keys = kind == MODEL_SBG ? 2 : 3;
	const char *problem;

	ReadParameters(ParameterObject(object), model, TYPE_NAME);
	if (cv_json_has(object, "log_likelihood"))
		keys += ReadFit(object, model);
	cv_json_only(object, keys, TYPE_NAME);
	problem = ModelProblem(model);
	if (problem)
		cv_bad_text(TYPE_NAME, problem);
	PG_RETURN_POINTER(model);
}

static void
AppendNumbers(StringInfo text, const char *key, const double *numbers, int n)
{
	appendStringInfo(text, ", \"%s\": [", key);
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoString(text, ", ");
		cv_append_number(text, numbers[i]);
	}
	appendStringInfoChar(text, ']');
}

static void
AppendOptional(StringInfo text, const char *key, double number)
{
	if (isnan(number))
		return;
	appendStringInfo(text, ", \"%s\": ", key);
	cv_append_number(text, number);
}

static void
AppendParameters(StringInfo text, const ClvModel *model)
{
	const ModelTraits *traits = &cv_models[model->kind];

	appendStringInfoString(text, ", \"parameters\": {");
	for (int i = 0; i < traits->params; i++)
	{
		appendStringInfo(text, "%s\"%s\": ", i == 0 ? "" : ", ", traits->param_names[i]);
		cv_append_number(text, model->params[i]);
	}
	for (int i = 0; i < SPEND_PARAMS; i++)
		AppendOptional(text, cv_spend_names[i], model->spend[i]);
	appendStringInfoChar(text, '}');
}

static void
AppendFit(StringInfo text, const ClvModel *model)
{
	appendStringInfo(text, ", \"converged\": %s, \"iterations\": %d, \"customers\": " INT64_FORMAT
					 ", \"repeat_customers\": " INT64_FORMAT, model->converged ? "true" : "false",
					 model->iterations, model->customers, model->repeat_customers);
	if (model->spend_customers > 0)
		appendStringInfo(text, ", \"spend_customers\": " INT64_FORMAT, model->spend_customers);
	AppendOptional(text, "log_likelihood", model->log_likelihood);
	AppendOptional(text, "spend_log_likelihood", model->spend_log_likelihood);
	AppendOptional(text, "spend_correlation", model->spend_correlation);
	if (!isnan(model->covariance[0]))
		AppendNumbers(text, "covariance", model->covariance, CV_PAIRS(cv_models[model->kind].params));
	if (!isnan(model->spend_covariance[0]))
		AppendNumbers(text, "spend_covariance", model->spend_covariance, CV_PAIRS(SPEND_PARAMS));
}

PG_FUNCTION_INFO_V1(cvsql_fitted_clv_out);
Datum
cvsql_fitted_clv_out(PG_FUNCTION_ARGS)
{
	ClvModel   *model = PG_GETARG_MODEL(0);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"model\": \"%s\"", cv_models[model->kind].name);
	if (model->kind != MODEL_SBG)
		appendStringInfo(&text, ", \"unit\": \"%s\"", cv_unit_name(model->unit));
	AppendParameters(&text, model);
	if (model->fitted)
		AppendFit(&text, model);
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}

/* ---------- binary ---------- */

static void
SendNumbers(StringInfo message, const double *numbers, int n)
{
	for (int i = 0; i < n; i++)
		pq_sendfloat8(message, numbers[i]);
}

/* Of the many NaNs, the one that stands for unknown; no negative zero */
static void
ReceiveNumbers(StringInfo message, double *numbers, int n)
{
	for (int i = 0; i < n; i++)
	{
		numbers[i] = pq_getmsgfloat8(message) + 0.0;
		if (isnan(numbers[i]))
			numbers[i] = get_float8_nan();
	}
}

PG_FUNCTION_INFO_V1(cvsql_fitted_clv_send);
Datum
cvsql_fitted_clv_send(PG_FUNCTION_ARGS)
{
	ClvModel   *model = PG_GETARG_MODEL(0);
	int			n = cv_models[model->kind].params;
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, model->kind);
	pq_sendbyte(&message, model->unit);
	pq_sendbyte(&message, model->fitted);
	pq_sendbyte(&message, model->converged);
	pq_sendint32(&message, model->iterations);
	pq_sendint64(&message, model->customers);
	pq_sendint64(&message, model->repeat_customers);
	pq_sendint64(&message, model->spend_customers);
	SendNumbers(&message, &model->log_likelihood, 3);
	SendNumbers(&message, model->params, n);
	SendNumbers(&message, model->covariance, CV_PAIRS(n));
	SendNumbers(&message, model->spend, SPEND_PARAMS);
	SendNumbers(&message, model->spend_covariance, CV_PAIRS(SPEND_PARAMS));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(cvsql_fitted_clv_recv);
Datum
cvsql_fitted_clv_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			kind = pq_getmsgbyte(message);
	int			unit = pq_getmsgbyte(message);
	int			fitted = pq_getmsgbyte(message);
	int			converged = pq_getmsgbyte(message);
	ClvModel   *model;
	const char *problem;
	int			n;

	if (kind >= MODEL_KINDS || unit >= CV_UNITS || unit == CV_QUARTER
		|| (kind == MODEL_SBG && unit != CV_DAY) || fitted > 1 || converged > 1)
		cv_bad_binary(TYPE_NAME, "The model or the unit is none.");
	model = cv_new_model((ModelKind) kind, (CvUnit) unit);
	n = cv_models[kind].params;
	model->fitted = fitted;
	model->converged = converged;
	model->iterations = (int32) pq_getmsgint(message, 4);
	model->customers = pq_getmsgint64(message);
	model->repeat_customers = pq_getmsgint64(message);
	model->spend_customers = pq_getmsgint64(message);
	ReceiveNumbers(message, &model->log_likelihood, 3);
	ReceiveNumbers(message, model->params, n);
	ReceiveNumbers(message, model->covariance, CV_PAIRS(n));
	ReceiveNumbers(message, model->spend, SPEND_PARAMS);
	ReceiveNumbers(message, model->spend_covariance, CV_PAIRS(SPEND_PARAMS));
	problem = ModelProblem(model);
	if (problem)
		cv_bad_binary(TYPE_NAME, problem);
	PG_RETURN_POINTER(model);
}

/* ---------- made, and looked at ---------- */

static ModelKind
KindArg(const text *name)
{
	ModelKind	kind;

	if (!cv_model_by_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &kind))
		cv_refuse_model(text_to_cstring(name));
	return kind;
}

/* (model, parameters, unit) */
PG_FUNCTION_INFO_V1(cvsql_make_clv_model);
Datum
cvsql_make_clv_model(PG_FUNCTION_ARGS)
{
	ModelKind	kind = KindArg(PG_GETARG_TEXT_PP(0));
	Jsonb	   *parameters = PG_GETARG_JSONB_P(1);
	ClvModel   *model = cv_new_model(kind, cv_model_unit_arg(fcinfo, 2, NULL));
	const char *problem;

	if (!JB_ROOT_IS_OBJECT(parameters))
		cv_bad_text(TYPE_NAME, "\"parameters\" must be an object.");
	ReadParameters(&parameters->root, model, TYPE_NAME);
	problem = ModelProblem(model);
	if (problem)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("these cannot be parameters of a model"),
				 errdetail("%s", problem)));
	PG_RETURN_POINTER(model);
}

/* A parameter is positive, so its interval is one of its logarithm */
static void
PutParameter(FunctionCallInfo fcinfo, const char *name, double estimate, double variance, double z)
{
	double		se = sqrt(variance);
	double		spread = exp(z * se / estimate);
	Datum		values[5] = {CStringGetTextDatum(name), Float8GetDatum(estimate), Float8GetDatum(se),
	Float8GetDatum(estimate / spread), Float8GetDatum(estimate * spread)};
	bool		nulls[5] = {false, false, isnan(se), isnan(se), isnan(se)};

	cv_put_row(fcinfo, values, nulls);
}

/* (model, confidence) */
PG_FUNCTION_INFO_V1(cvsql_clv_params);
Datum
cvsql_clv_params(PG_FUNCTION_ARGS)
{
	ClvModel   *model;
	const ModelTraits *traits;
	double		z;

	cv_begin_rows(fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	model = PG_GETARG_MODEL(0);
	traits = &cv_models[model->kind];
	z = cv_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(1)));
	for (int i = 0; i < traits->params; i++)
		PutParameter(fcinfo, traits->param_names[i], model->params[i],
					 model->covariance[CV_PAIRS(i) + i], z);
	for (int i = 0; cv_model_knows_spend(model) && i < SPEND_PARAMS; i++)
		PutParameter(fcinfo, cv_spend_names[i], model->spend[i],
					 model->spend_covariance[CV_PAIRS(i) + i], z);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(cvsql_clv_model_summary);
Datum
cvsql_clv_model_summary(PG_FUNCTION_ARGS)
{
	ClvModel   *model = PG_GETARG_MODEL(0);
	const ModelTraits *traits = &cv_models[model->kind];
	bool		spend = cv_model_knows_spend(model);
	double		deviance = -2 * model->log_likelihood;
	Datum		values[12] = {
		CStringGetTextDatum(traits->name), CStringGetTextDatum(cv_unit_name(model->unit)),
		Int64GetDatum(model->customers), Int64GetDatum(model->repeat_customers),
		Int64GetDatum(model->spend_customers), Float8GetDatum(model->log_likelihood),
		Float8GetDatum(model->spend_log_likelihood), Float8GetDatum(2 * traits->params + deviance),
		Float8GetDatum(traits->params * log((double) model->customers) + deviance),
		BoolGetDatum(model->converged), Int32GetDatum(model->iterations),
	Float8GetDatum(model->spend_correlation)};
	bool		nulls[12] = {
		false, model->kind == MODEL_SBG, !model->fitted, !model->fitted,
		!model->fitted || !spend, !model->fitted, isnan(model->spend_log_likelihood), !model->fitted,
	!model->fitted, !model->fitted, !model->fitted, isnan(model->spend_correlation)};

	return cv_row(fcinfo, values, nulls);
}
