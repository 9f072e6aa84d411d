/*
 * json.c
 *		Text forms are JSON objects, parsed by the server's own jsonb code.
 */
#include "core/json.h"

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
	{
		JsonbValue *element = getIthJsonbValueFromContainer(array, i);

		if (element->type != jbvNumeric
			|| !cv_decimal_from_numeric(element->val.numeric, scale, &units[i]))
			cv_bad_text(type, psprintf("Element %d of \"%s\" must be a number in range with at most %d decimals.",
									   i, key, scale));
	}
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
