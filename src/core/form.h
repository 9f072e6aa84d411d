#ifndef CV_CORE_FORM_H
#define CV_CORE_FORM_H

#include "postgres.h"

#include "core/compat.h"
#include "core/decimal.h"
#include "lib/stringinfo.h"

pg_noreturn extern void cv_bad_text(const char *type, const char *reason);
pg_noreturn extern void cv_bad_binary(const char *type, const char *reason);
extern void cv_send_text(StringInfo message, const char *string, int length);
extern void cv_send_int128(StringInfo message, int128 value);
extern int128 cv_receive_int128(StringInfo message);

#endif
