#ifndef CV_CORE_ROWS_H
#define CV_CORE_ROWS_H

#include "postgres.h"

#include "core/state.h"

#define CV_MAX_ROW	5			/* numbers in a row */

/* Rows of doubles, all different but for the last one, the number of customers that are alike */
typedef struct CvRows CvRows;

extern CvRows *cv_rows_create(MemoryContext context, int width);
extern void cv_rows_add(CvRows *set, const double *row);
extern const double *cv_rows_sorted(CvRows *set, int64 *n);

/* For CvStateOps of states that are such rows, whose log is the rows as they came, and whose values are the sorted ones */
extern void cv_rows_begin(CvLive *live);
extern void cv_rows_add_log(CvLive *live, CvReader *log);
extern void cv_rows_absorb(CvLive *live, const CvHead *closed);
extern CvHead *cv_rows_flatten(CvLive *live);
extern CvHead *cv_rows_close(CvLive *live);

#define CV_ROW_STATE \
	.live_size = sizeof(CvLive), \
	.begin = cv_rows_begin, \
	.add = cv_rows_add_log, \
	.absorb = cv_rows_absorb, \
	.flatten = cv_rows_flatten

extern const double *cv_rows_of(const CvHead *value, const CvStateOps *ops, int64 *n);
extern void *cv_form_rows(CvForm *form, const CvStateOps *ops, CvHead *head, CvHead *value);

#endif
