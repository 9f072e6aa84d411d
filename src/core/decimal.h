#ifndef CV_CORE_DECIMAL_H
#define CV_CORE_DECIMAL_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/numeric.h"

#ifndef HAVE_INT128
#error "custval needs a 64-bit compiler with 128-bit integers"
#endif

extern bool cv_decimal_from_numeric(Numeric number, int scale, int128 *units);
extern bool cv_numeric_units(const struct varlena *number, int128 *units, int *scale);
extern void cv_append_decimal(StringInfo text, int128 units, int scale);

#endif
