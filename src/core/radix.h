/* Sorting whole numbers by their digits: see radix.c */
#ifndef CV_CORE_RADIX_H
#define CV_CORE_RADIX_H

#include "postgres.h"

#define CV_KEY_DIGITS	8		/* bytes of a key */

/*
 * Sort n keys that seldom are alike in all digits but so many low ones.  Both arrays are the caller's, and have room for n.  Returns the one
 * in which the sorted keys are then: keys, or scratch.  What is in the other one means nothing.
 */
extern uint64 *cv_sort_keys(uint64 *keys, uint64 *scratch, int64 n, int low);

#endif
