/*
 * window.c
 *		What window functions share: numbers of rows, of the frame or the whole partition, and answers that are kept for it.
 *
 * The executor calls window functions whether or not arguments are NULL; here NaN stands for that, and a NaN of a row's own is an error.
 */
#include "core/window.h"

#include <math.h>

#include "core/check.h"
#include "core/poll.h"
#include "utils/memutils.h"

/* What is kept of the partition, with room for an answer of each row, which begins as 0 */
CvPartition *
cv_partition(WindowObject window)
{
	CvPartition *partition = WinGetPartitionLocalMemory(window, sizeof(CvPartition));

	if (partition->answers == NULL)
	{
		partition->rows = WinGetPartitionRowCount(window);
		partition->answers = MemoryContextAllocExtended(GetMemoryChunkContext(partition), partition->rows * sizeof(double),
														MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	return partition;
}

static double
NumberOf(Datum number, bool unknown, const char *name)
{
	return unknown ? NAN : cv_check_finite(DatumGetFloat8(number), name);
}

/* An argument of the row itself */
double
cv_window_float8(WindowObject window, int arg, const char *name)
{
	bool		unknown;
	Datum		number = WinGetFuncArgCurrent(window, arg, &unknown);

	return NumberOf(number, unknown, name);
}

/* That of a row of the partition, by its place from 0 */
double
cv_partition_float8(WindowObject window, int arg, const char *name, int64 row)
{
	bool		unknown;
	bool		outside;
	Datum		number = WinGetFuncArgInPartition(window, arg, (int) row, WINDOW_SEEK_HEAD, false, &unknown, &outside);

	cv_poll(row);
	return NumberOf(number, unknown, name);
}

/* By number, and those that are alike by row: see cv_sort_placed() */
#define ST_SORT			SortPlaced
#define ST_ELEMENT_TYPE CvPlaced
#define ST_COMPARE(a, b)	((a)->number != (b)->number ? ((a)->number < (b)->number ? -1 : 1) : (a)->row < (b)->row ? -1 : 1)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

void
cv_sort_placed(CvPlaced *placed, int64 n)
{
	SortPlaced(placed, n);
}

/*
 * Those of all rows of the frame; how many they are.  An argument is read of all rows before the next one is, for to read a row again the
 * server steps on and back.
 */
int64
cv_frame_numbers(WindowObject window, int arg, const char *name, double **numbers)
{
	int64		n = 0;
	int64		space = 64;

	*numbers = palloc(space * sizeof(double));
	for (;; n++)
	{
		bool		unknown;
		bool		outside;
		Datum		number = WinGetFuncArgInFrame(window, arg, (int) n, WINDOW_SEEK_HEAD, false, &unknown, &outside);

		if (outside)
			return n;
		cv_poll(n);
		if (n == space)
			*numbers = repalloc_huge(*numbers, (space *= 2) * sizeof(double));
		(*numbers)[n] = NumberOf(number, unknown, name);
	}
}
