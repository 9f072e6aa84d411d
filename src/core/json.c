/*
 * json.c
 *		Text forms are JSON objects, parsed by the server's own jsonb code.
 */
#include "core/json.h"

#include "common/shortest_dec.h"
#include "core/form.h"
#include "utils/fmgrprotos.h"

static JsonbValue *
Lookup(JsonbContainer *object, const char *key)
{
	JsonbValue	name;

	name.type = jbvString;
	name.val.string.val = unconstify(char *, key);
	name.val.string.len = strlen(key);
	return findJsonbValueFromContainer(object, JB_FOBJECT, &name);
}

JsonbContainer *
cv_json_object(const char *text, const char *type)
{
	Jsonb	   *json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));

	if (!JB_ROOT_IS_OBJECT(json))
		cv_bad_text(type, "It must be a JSON object.");
	return &json->root;
}

bool
cv_json_has(JsonbContainer *object, const char *key)
{
	return Lookup(object, key) != NULL;
}

static JsonbContainer *
LookupArray(JsonbContainer *object, const char *key, const char *type)
{
	JsonbValue *value = Lookup(object, key);

	if (value == NULL || value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		cv_bad_text(type, psprintf("\"%s\" must be an array.", key));
	return value->val.binary.data;
}

/* The object under key, or NULL */
JsonbContainer *
cv_json_child(JsonbContainer *object, const char *key)
{
	JsonbValue *value = Lookup(object, key);

	if (value == NULL || value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		return NULL;
	return value->val.binary.data;
}

/* How many elements the array under key has */
int
cv_json_size(JsonbContainer *object, const char *key, const char *type)
{
	return JsonContainerSize(LookupArray(object, key, type));
}

/* An object that is an element of the array under key */
JsonbContainer *
cv_json_element(JsonbContainer *object, const char *key, int i, const char *type)
{
	JsonbValue *element = getIthJsonbValueFromContainer(LookupArray(object, key, type), i);

	if (element->type != jbvBinary || !JsonContainerIsObject(element->val.binary.data))
		cv_bad_text(type, psprintf("Element %d of \"%s\" must be an object.", i, key));
	return element->val.binary.data;
}

char	   *
cv_json_string(JsonbContainer *object, const char *key, const char *type)
{
	JsonbValue *value = Lookup(object, key);

	if (value == NULL || value->type != jbvString)
		cv_bad_text(type, psprintf("\"%s\" must be a string.", key));
	return pnstrdup(value->val.string.val, value->val.string.len);
}

CvUnit
cv_json_unit(JsonbContainer *object, const char *key, const char *type)
{
	char	   *name = cv_json_string(object, key, type);
	CvUnit		unit;

	if (!cv_unit_by_name(name, strlen(name), &unit))
		cv_bad_text(type, "The unit must be day, week, month, quarter or year.");
	return unit;
}

/* A day as cv_day_text() writes it: the server reads more than that, even "today" */
DateADT
cv_json_day(JsonbContainer *object, const char *key, const char *type)
{
	char	   *name = cv_json_string(object, key, type);
	DateADT		day = DATEVAL_NOEND;

	if (strspn(name, "0123456789-") == strlen(name)
		|| strcmp(name + strspn(name, "0123456789-"), " BC") == 0)
		day = DatumGetDateADT(DirectFunctionCall1(date_in, CStringGetDatum(name)));
	if (DATE_NOT_FINITE(day) || strcmp(name, cv_day_text(day)) != 0)
		cv_bad_text(type, psprintf("\"%s\" must be a date in the form 2026-01-31.", key));
	return day;
}

static bool
IsDecimal(const JsonbValue *value, int scale, int128 *units)
{
	return value != NULL && value->type == jbvNumeric
		&& cv_decimal_from_numeric(value->val.numeric, scale, units);
}

/* An exact number of at most scale decimals */
int128
cv_json_decimal(JsonbContainer *object, const char *key, int scale, const char *type)
{
	int128		units;

	if (!IsDecimal(Lookup(object, key), scale, &units))
		cv_bad_text(type, psprintf("\"%s\" must be a number in range with at most %d decimals.", key, scale));
	return units;
}

/* How many decimals the amounts have: a number under the key "scale" */
int
cv_json_scale(JsonbContainer *object, const char *type)
{
	int128		scale = cv_json_decimal(object, "scale", 0, type);

	if (scale < 0 || scale > CV_MAX_SCALE)
		cv_bad_text(type, "The scale must lie between 0 and 38.");
	return (int) scale;
}

/* Read the array under key: exactly count exact numbers of at most scale decimals. */
void
cv_json_decimals(JsonbContainer *object, const char *key, int scale,
				 int count, int128 *units, const char *type)
{
	JsonbValue *value = Lookup(object, key);
	JsonbContainer *array;

	if (value == NULL || value->type != jbvBinary
		|| !JsonContainerIsArray(value->val.binary.data)
		|| JsonContainerSize(value->val.binary.data) != count)
		cv_bad_text(type, psprintf("\"%s\" must be an array of %d numbers.", key, count));
	array = value->val.binary.data;
	for (int i = 0; i < count; i++)
		if (!IsDecimal(getIthJsonbValueFromContainer(array, i), scale, &units[i]))
			cv_bad_text(type, psprintf("Element %d of \"%s\" must be a number in range with at most %d decimals.",
									   i, key, scale));
}

static bool
IsNumber(const JsonbValue *value, double *number)
{
	if (value == NULL || value->type != jbvNumeric)
		return false;
	*number = DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(value->val.numeric)));
	return true;
}

double
cv_json_number(JsonbContainer *object, const char *key, const char *type)
{
	double		number;

	if (!IsNumber(Lookup(object, key), &number))
		cv_bad_text(type, psprintf("\"%s\" must be a number.", key));
	return number;
}

/* Read the array under key: exactly count numbers, to the nearest float8 */
void
cv_json_numbers(JsonbContainer *object, const char *key, int count, double *numbers, const char *type)
{
	JsonbContainer *array = LookupArray(object, key, type);
	bool		good = JsonContainerSize(array) == count;

	for (int i = 0; good && i < count; i++)
		good = IsNumber(getIthJsonbValueFromContainer(array, i), &numbers[i]);
	if (!good)
		cv_bad_text(type, psprintf("\"%s\" must be an array of %d numbers.", key, count));
}

bool
cv_json_bool(JsonbContainer *object, const char *key, const char *type)
{
	JsonbValue *value = Lookup(object, key);

	if (value == NULL || value->type != jbvBool)
		cv_bad_text(type, psprintf("\"%s\" must be true or false.", key));
	return value->val.boolean;
}

/* The shortest digits that read back as the same number, whatever extra_float_digits says */
void
cv_append_number(StringInfo text, double number)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(number, digits);
	appendStringInfoString(text, digits);
}

/* Refuse keys beyond those that have been read. */
void
cv_json_only(JsonbContainer *object, int keys, const char *type)
{
	if (JsonContainerSize(object) != keys)
		cv_bad_text(type, "It has a key that the type does not know.");
}

void
cv_append_decimals(StringInfo text, const char *key, int scale,
				   int count, const int128 *units)
{
	appendStringInfo(text, "\"%s\": [", key);
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(text, ", ");
		cv_append_decimal(text, units[i], scale);
	}
	appendStringInfoChar(text, ']');
}
