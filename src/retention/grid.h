#ifndef CV_RETENTION_GRID_H
#define CV_RETENTION_GRID_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/head.h"
#include "core/state.h"
#include "lib/stringinfo.h"
#include "retention/activity.h"

/*
 * retention_grid: per period the customers that it is the cohort of, and what became of them.  The value is a cohort
 * after the other, in order, as varints: see gridvalue.c.  An open one, of events, is a log of customers, which tells
 * whether it knows when they joined: see joined.c.
 */
typedef struct RetentionGrid
{
	CvHead		head;
	uint8		cohorts[FLEXIBLE_ARRAY_MEMBER];
} RetentionGrid;

#define PG_GETARG_GRID(n)	((RetentionGrid *) cv_value_arg(fcinfo, n))

/* Of a cohort, those active so many periods after its own, and of these those who were never active again */
typedef struct GridCell
{
	int32		since;
	int64		active;
	int64		last;
} GridCell;

/* A cohort as the value has it, and what is counted of its period over all cohorts; no cell is empty. */
typedef struct GridCohort
{
	int32		period;
	int32		n;				/* cells */
	int64		size;			/* customers whose cohort it is */
	int64		fresh;			/* customers first active in the period */
	int64		retained;		/* active in it and in the one before */
	GridCell   *cells;			/* in order */
} GridCohort;

/* A value that is written, cohort by cohort in order */
typedef struct GridWriter
{
	StringInfoData bytes;
	int32		before;			/* period of the last cohort */
	int32		last;			/* the last period of any cohort */
	int64		customers;		/* of all cohorts so far */
} GridWriter;

/* A period in a table of them: what is counted of it, and of the cohort whose period it is */
typedef struct GridRow
{
	int32		period;
	int32		n;				/* pages, in order */
	int32		room;
	int64		size;
	int64		here;			/* active in it, where cv_grid_periods() counts them */
	int64		fresh;
	int64		retained;
	struct GridPage **pages;	/* of cells */
} GridRow;

/* The value while it is made, a table of rows by period: see grid.c */
typedef struct gridrows_hash Grid;

extern Grid *cv_grid_create(MemoryContext context);
extern void cv_grid_add(Grid *grid, int32 cohort, const Activity *activity);
extern void cv_grid_merge(Grid *grid, const RetentionGrid *other);
extern CvHead *cv_grid_value(Grid *grid, CvUnit unit, DateADT last_seen);
extern GridRow **cv_grid_periods(const GridCohort *cohorts, int n, int *periods);

extern void cv_begin_grid(GridWriter *writer, CvUnit unit, DateADT last_seen);
extern void cv_write_cohort(GridWriter *writer, const GridCohort *cohort);
extern RetentionGrid *cv_end_grid(GridWriter *writer);
extern GridCohort *cv_grid_cohorts(const RetentionGrid *grid, int *n);
extern bool cv_grid_is_partial(const GridCohort *cohorts, int n);

extern const CvStateOps cv_joined_state;

#endif
