#ifndef CV_CORE_RESULT_H
#define CV_CORE_RESULT_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/tuplestore.h"

extern Datum cv_row(FunctionCallInfo fcinfo, const Datum *values, const bool *nulls);
extern void cv_begin_rows(FunctionCallInfo fcinfo);
extern void cv_put_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls);

#endif
