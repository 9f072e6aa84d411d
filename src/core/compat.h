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

#endif
