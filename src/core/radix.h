/* Sorting whole numbers by their digits: see radix.c */
#ifndef CV_CORE_RADIX_H
#define CV_CORE_RADIX_H

#include "postgres.h"

#define CV_KEY_DIGITS	8		/* bytes of a key */

extern uint64 *cv_sort_keys(uint64 *keys, uint64 *scratch, int64 n, int low);

#endif
