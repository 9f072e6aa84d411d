/*
 * migration.c
 *		Readings of a transition_matrix: where the customers of each label went.
 */
#include "postgres.h"

#include "core/check.h"
#include "core/row.h"
#include "math/proportion.h"
#include "segment/transitionmatrix.h"
#include "utils/memutils.h"

/* Customers who had the label of move i before, and the first move behind theirs */
static int64
CountBefore(const Moves *moves, int i, int *end)
{
	uint32		before = moves->moves[i].place / MOVES_OF_LABEL;
	int64		customers = 0;

	for (*end = i; *end < moves->n_moves && moves->moves[*end].place / MOVES_OF_LABEL == before; ++*end)
		customers += moves->moves[*end].customers;
	return customers;
}

static void
SetLabel(CvRow *row, const char *column, const Moves *moves, uint32 number)
{
	if (number != NO_LABEL)
		cv_set_text(row, column, moves->labels[number]);
}

static void
PutMove(CvRow *row, const Moves *moves, const Move *move, int64 all, double confidence)
{
	CvInterval	interval;
	bool		known = cvm_wilson((double) move->customers, (double) all, confidence, &interval);

	SetLabel(row, "before", moves, move->place / MOVES_OF_LABEL);
	SetLabel(row, "after", moves, move->place % MOVES_OF_LABEL);
	cv_set_bigint(row, "transitions", move->customers);
	cv_set_float8(row, "share", (double) move->customers / (double) all);
	cv_set_limits(row, known, &interval, 1);
	cv_put_row(row);
}

/* (matrix, confidence) */
PG_FUNCTION_INFO_V1(cvsql_transition_table);
Datum
cvsql_transition_table(PG_FUNCTION_ARGS)
{
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(1));
	Moves		moves;
	CvRow		row;
	MemoryContext scratch;		/* of the rows of one label before */
	MemoryContext old;
	int			i = 0;

	cv_read_matrix(PG_GETARG_MATRIX(0), &moves);
	cv_begin_rows(&row, fcinfo);
	scratch = AllocSetContextCreate(CurrentMemoryContext, "custval transitions", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(scratch);
	while (i < moves.n_moves)
	{
		int			end;
		int64		all = CountBefore(&moves, i, &end);

		for (; i < end; i++)
			PutMove(&row, &moves, &moves.moves[i], all, confidence);
		MemoryContextReset(scratch);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
	PG_RETURN_NULL();
}
