/* transition_matrix: how many customers went from one label to another */
#ifndef CV_SEGMENT_TRANSITIONMATRIX_H
#define CV_SEGMENT_TRANSITIONMATRIX_H

#include "postgres.h"

#include "core/head.h"
#include "segment/moves.h"

/*
 * Labels come in the order of their bytes, each terminated, and each has a move; then the moves in order, so equal
 * matrices have equal bytes: each as the difference of its place from that of the one before (the first one from -1), then
 * its customers.  An open one is a log: label before, label after, customers; a label is its length + 1 and
 * its bytes, NULL is 0.
 */
typedef struct TransitionMatrix
{
	CvHead		head;
	int32		labels;
	int32		moves;
	uint8		cells[FLEXIBLE_ARRAY_MEMBER];
} TransitionMatrix;

#define PG_GETARG_MATRIX(n)	((TransitionMatrix *) cv_value_arg(fcinfo, n))

extern void cv_read_matrix(const TransitionMatrix *matrix, Moves *moves);

#endif
