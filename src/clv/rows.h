#ifndef CV_CLV_ROWS_H
#define CV_CLV_ROWS_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* Rows of doubles, all different but for the last one, the number of customers that are alike */
typedef struct RowSet RowSet;

extern RowSet *cv_rows_create(MemoryContext context, int width);
extern void cv_rows_add(RowSet *set, const double *row);
extern const double *cv_rows_sorted(RowSet *set, int64 *n);
extern void cv_rows_write(RowSet *set, StringInfo bytes);
extern void cv_rows_read(RowSet *set, StringInfo bytes);

#endif
