/* Window functions: see window.c */
#ifndef CV_CORE_WINDOW_H
#define CV_CORE_WINDOW_H

#include "postgres.h"

#include "windowapi.h"

/* What a function that looks at its whole partition says of each row */
typedef struct CvPartition
{
	bool		known;			/* are the answers there? false at the first row */
	int64		choice;			/* what was asked for, if anything; it must be the same in all rows */
	int64		rows;
	double	   *answers;		/* NaN: NULL */
} CvPartition;

/* A number of a row, and which row that is */
typedef struct CvPlaced
{
	double		number;
	int64		row;
} CvPlaced;

extern CvPartition *cv_partition(WindowObject window);
extern double cv_window_float8(WindowObject window, int arg, const char *name);
extern double cv_partition_float8(WindowObject window, int arg, const char *name, int64 row);
extern void cv_sort_placed(CvPlaced *placed, int64 n);
extern int64 cv_frame_numbers(WindowObject window, int arg, const char *name, double **numbers);

#endif
