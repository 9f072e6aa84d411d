/* The external forms of a type, and the functions that SQL calls for them */
#ifndef CV_CORE_TYPE_H
#define CV_CORE_TYPE_H

#include "postgres.h"

#include "core/form.h"
#include "core/function.h"
#include "fmgr.h"

extern Datum cv_type_in(FunctionCallInfo fcinfo, const CvType *type);
extern Datum cv_type_out(FunctionCallInfo fcinfo, const CvType *type);
extern Datum cv_type_recv(FunctionCallInfo fcinfo, const CvType *type);
extern Datum cv_type_send(FunctionCallInfo fcinfo, const CvType *type);

/* Read an object that is no value: describe is called once, and reads the fields to arg.  What it is not is an error. */
extern void cv_parse_object(char *text, const char *type, void (*describe) (CvForm *form, void *arg), void *arg);

#define CV_TYPE_FUNCTION(type, direction) \
	CV_FUNCTION(type##_##direction, cv_type_##direction(fcinfo, &cv_##type))

/* in, out, recv and send of the type that cv_<type> describes */
#define CV_TYPE_FUNCTIONS(type) \
	CV_TYPE_FUNCTION(type, in); \
	CV_TYPE_FUNCTION(type, out); \
	CV_TYPE_FUNCTION(type, recv); \
	CV_TYPE_FUNCTION(type, send)

#endif
