/* What differs between PostgreSQL 14 and 18 */
#ifndef CV_CORE_COMPAT_H
#define CV_CORE_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

/* Actions of the JSON parser, and where it begins */
#if PG_VERSION_NUM >= 160000
#define CvJsonResult	JsonParseErrorType
#define CV_JSON_RETURN	return JSON_SUCCESS
#else
#define CvJsonResult	void
#define CV_JSON_RETURN	return
#endif

#if PG_VERSION_NUM >= 170000
#define cv_json_lexer(text, length, encoding, escapes) makeJsonLexContextCstringLen(NULL, text, length, encoding, escapes)
#else
#define cv_json_lexer(text, length, encoding, escapes) makeJsonLexContextCstringLen(text, length, encoding, escapes)
#endif

#endif
