#ifndef CV_RETENTION_GRID_H
#define CV_RETENTION_GRID_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/varint.h"
#include "retention/activity.h"

/* What is counted of one period, as a cohort and as a period */
typedef struct GridRow
{
	int32		period;
	int32		cells;			/* of active and last, that are in use */
	int32		room;
	int64		size;			/* customers whose cohort it is */
	int64		fresh;			/* customers first active in it */
	int64		retained;		/* active in it and in the one before */
	int64		here;			/* active in it, of all cohorts; only after cv_grid_count() */
	int64	   *active;			/* of the cohort, active in the period + i */
	int64	   *last;			/* of the cohort, last active in the period + i */
} GridRow;

/*
 * retention_grid: per period the customers that it is the cohort of, and what became
 * of them.  The flat value is a row after the other, in order, as varints.
 */
typedef struct RetentionGrid
{
	int32		vl_len_;		/* varlena header, do not touch */
	CvUnit		unit;			/* of 4 bytes */
	DateADT		last_seen;
	uint8		rows[FLEXIBLE_ARRAY_MEMBER];
} RetentionGrid;

#define PG_GETARG_GRID(n)	((RetentionGrid *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* The same while it is made */
typedef struct Grid
{
	MemoryContext context;
	CvUnit		unit;
	DateADT		last_seen;
	int64		customers;
	int64		cells;			/* that there is room for */
	struct gridindex_hash *index;	/* period -> GridRow */
} Grid;

extern void cv_grid_init(Grid *grid, MemoryContext context, CvUnit unit);
extern void cv_grid_add(Grid *grid, int32 cohort, const Activity *activity);
extern void cv_grid_merge(Grid *grid, const RetentionGrid *other);
extern void cv_grid_count(Grid *grid);
extern const GridRow *cv_grid_find(const Grid *grid, int32 period);
extern RetentionGrid *cv_grid_flat(const Grid *grid);
extern GridRow *cv_grid_rows(const RetentionGrid *flat, int *n);

#endif
