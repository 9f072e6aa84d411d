/* What must not be published, for it stands for too few people */
#ifndef CV_CORE_SUPPRESS_H
#define CV_CORE_SUPPRESS_H

#include "postgres.h"

#include "fmgr.h"

extern int64 cv_check_minimum(int64 minimum);
extern Datum cv_suppress(FunctionCallInfo fcinfo, int64 people);

#endif
