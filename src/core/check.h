#ifndef CV_CORE_CHECK_H
#define CV_CORE_CHECK_H

#include "postgres.h"

extern double cv_check_finite(double value, const char *name);
extern double cv_check_confidence(double confidence);

#endif
