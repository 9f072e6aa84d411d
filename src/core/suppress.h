/* What must not be published, for it stands for too few people */
#ifndef CV_CORE_SUPPRESS_H
#define CV_CORE_SUPPRESS_H

#include "postgres.h"

#include "fmgr.h"

/* Argument 0 itself, or NULL where it stands for fewer people than argument 1 says */
extern Datum cv_suppress(FunctionCallInfo fcinfo, int64 people);

#endif
