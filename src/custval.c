/*
 * custval.c
 *		Customer-value analytics inside PostgreSQL: module entry.
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;
