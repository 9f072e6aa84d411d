#ifndef CV_CORE_JSON_H
#define CV_CORE_JSON_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/decimal.h"
#include "utils/jsonb.h"

extern JsonbContainer *cv_json_object(const char *text, const char *type);
extern int	cv_json_size(JsonbContainer *object, const char *key, const char *type);
extern JsonbContainer *cv_json_element(JsonbContainer *object, const char *key, int i, const char *type);
extern CvUnit cv_json_unit(JsonbContainer *object, const char *key, const char *type);
extern DateADT cv_json_day(JsonbContainer *object, const char *key, const char *type);
extern JsonbContainer *cv_json_child(JsonbContainer *object, const char *key);
extern char *cv_json_string(JsonbContainer *object, const char *key, const char *type);
extern double cv_json_number(JsonbContainer *object, const char *key, const char *type);
extern void cv_json_numbers(JsonbContainer *object, const char *key, int count, double *numbers, const char *type);
extern bool cv_json_bool(JsonbContainer *object, const char *key, const char *type);
extern bool cv_json_has(JsonbContainer *object, const char *key);
extern int128 cv_json_decimal(JsonbContainer *object, const char *key, int scale, const char *type);
extern int	cv_json_scale(JsonbContainer *object, const char *type);
extern void cv_json_decimals(JsonbContainer *object, const char *key, int scale,
							 int count, int128 *units, const char *type);
extern void cv_json_only(JsonbContainer *object, int keys, const char *type);
extern void cv_append_decimals(StringInfo text, const char *key, int scale,
							   int count, const int128 *units);
extern void cv_append_number(StringInfo text, double number);

#endif
