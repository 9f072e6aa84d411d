/* What must not be published, for it stands for too few people */
#ifndef CV_CORE_SUPPRESS_H
#define CV_CORE_SUPPRESS_H

#include "postgres.h"

#include "fmgr.h"

extern Datum cv_suppress(FunctionCallInfo fcinfo, int64 people);

#endif
