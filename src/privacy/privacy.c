/*
 * privacy.c
 *		Which counts of a table must be withheld, so that no small one can be told from the others and their total.
 *
 * Who knows the total of a partition, and that none of the k withheld counts is 0, knows of each that it is at most their sum
 * less k - 1.  So as long as that is below the minimum, or a single one is withheld, the next smallest goes, too.  The smallest
 * ones are the first to go, so the withheld ones are those at the beginning of the counts in order.
 */
#include "postgres.h"

#include <math.h>

#include "core/check.h"
#include "core/suppress.h"
#include "core/window.h"
#include "fmgr.h"

/* The parts that somebody is in, the smallest first; how many they are */
static int64
GatherParts(WindowObject window, const CvPartition *partition, CvPlaced *parts)
{
	int64		n = 0;

	for (int64 row = 0; row < partition->rows; row++)
	{
		double		count = cv_partition_float8(window, 0, "n", row);

		if (isnan(count) || cv_check_whole(count, "n") == 0)
			continue;
		parts[n].number = count;
		parts[n++].row = row;
	}
	cv_sort_placed(parts, n);
	return n;
}

/* Is the total withheld?  If any row says so; a constant is asked once. */
static bool
ParentIsSuppressed(FunctionCallInfo fcinfo, int64 rows)
{
	WindowObject window = PG_WINDOW_OBJECT();
	int64		asked = get_fn_expr_arg_stable(fcinfo->flinfo, 2) ? Min(rows, 1) : rows;
	bool		suppressed = false;

	for (int64 row = 0; row < asked && !suppressed; row++)
	{
		bool		unknown;
		bool		outside;
		Datum		said = WinGetFuncArgInPartition(window, 2, (int) row, WINDOW_SEEK_HEAD, false, &unknown, &outside);

		suppressed = !unknown && DatumGetBool(said);
	}
	return suppressed;
}

/* How many of the parts are withheld, of which so many have to be if any is */
static int64
CountWithheld(const CvPlaced *parts, int64 n, int64 minimum, int64 least)
{
	double		sum = 0;
	int64		withheld = 0;

	while (withheld < n && (parts[withheld].number < (double) minimum || withheld < least || (withheld > 0 && sum - withheld + 1 < (double) minimum)))
		sum += parts[withheld++].number;
	return withheld;
}

static void
WithholdParts(FunctionCallInfo fcinfo, CvPartition *partition)
{
	CvPlaced   *parts = palloc_extended(partition->rows * sizeof(CvPlaced), MCXT_ALLOC_HUGE);
	int64		n = GatherParts(PG_WINDOW_OBJECT(), partition, parts);
	bool		parent = ParentIsSuppressed(fcinfo, partition->rows);
	bool		small = n > 0 && parts[0].number < (double) partition->choice;
	int64		withheld = CountWithheld(parts, n, partition->choice, parent ? 1 : small ? 2 : 0);

	for (int64 i = 0; i < withheld; i++)
		partition->answers[parts[i].row] = 1;
	pfree(parts);
}

/* (n, minimum, parent_suppressed), a window function */
PG_FUNCTION_INFO_V1(cvsql_suppressed);
Datum
cvsql_suppressed(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	CvPartition *partition = cv_partition(window);
	bool		unknown;
	int64		minimum = DatumGetInt64(WinGetFuncArgCurrent(window, 1, &unknown));

	if (unknown)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minimum must not be NULL"),
				 errhint("Pass the least number of people who may be shown, for example 5.")));
	(void) cv_check_at_least_1(minimum, "minimum");
	if (!partition->known)
	{
		partition->choice = minimum;
		WithholdParts(fcinfo, partition);
		partition->known = true;
	}
	if (partition->choice != minimum)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minimum must be the same in all rows of a partition"),
				 errhint("Pass a constant, for example 5.")));
	PG_RETURN_BOOL(partition->answers[WinGetCurrentPosition(window)] != 0);
}
