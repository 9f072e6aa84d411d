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

/*
 * What is kept of the partition, the same struct for each of its rows, with room for an answer of each row, which begins as 0.  It is the
 * partition's, and goes with it.
 */
extern CvPartition *cv_partition(WindowObject window);

/* The argument of the row itself, or of the row of the partition at this place, from 0.  NaN if it is NULL; what is not finite is an error. */
extern double cv_window_float8(WindowObject window, int arg, const char *name);
extern double cv_partition_float8(WindowObject window, int arg, const char *name, int64 row);

/* By number, and those that are alike by row, in place */
extern void cv_sort_placed(CvPlaced *placed, int64 n);

/* The argument of all rows of the frame, in an array in *numbers, which is in the current context and the caller's.  How many they are */
extern int64 cv_frame_numbers(WindowObject window, int arg, const char *name, double **numbers);

#endif
