/*
 * gridvalue.c
 *		The type retention_grid: its cohorts as bytes, and its external forms.
 */
#include "retention/grid.h"

#include "core/bytes.h"
#include "core/check.h"
#include "core/suppress.h"
#include "core/type.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_COHORTS	64
#define COHORT_ROOM		(5 * CV_VARINT_MAX)
#define CELL_ROOM		(3 * CV_VARINT_MAX)

/* ---------- bytes ---------- */

void
cv_begin_grid(GridWriter *writer, CvUnit unit, DateADT last_seen)
{
	RetentionGrid *grid = cv_new_value(offsetof(RetentionGrid, cohorts));

	grid->head.unit = unit;
	grid->head.last_seen = last_seen;
	cv_begin_bytes(&writer->bytes, grid, offsetof(RetentionGrid, cohorts));
	pfree(grid);
	writer->before = PG_INT32_MIN;
	writer->last = PG_INT32_MIN;
	writer->customers = 0;
}

static int32
LastPeriod(const GridCohort *cohort)
{
	return cohort->period + (cohort->n > 0 ? cohort->cells[cohort->n - 1].since : 0);
}

/*
 * Cohorts and cells count from the ones before them, the first cohort from PG_INT32_MIN.  One that has nothing to
 * tell but who came back, which the cohorts tell, is left out.
 */
void
cv_write_cohort(GridWriter *writer, const GridCohort *cohort)
{
	StringInfo	bytes = &writer->bytes;
	int32		next = 0;

	CHECK_FOR_INTERRUPTS();
	if (cohort->size == 0 && cohort->fresh == 0 && cohort->retained == 0 && cohort->n == 0)
		return;
	cv_add_count(&writer->customers, cohort->size);
	(void) cv_entry_room(bytes, COHORT_ROOM + (Size) cohort->n * CELL_ROOM);
	cv_put_varint(bytes, (uint64) ((int64) cohort->period - writer->before));
	cv_put_varint(bytes, cohort->size);
	cv_put_varint(bytes, cohort->fresh);
	cv_put_varint(bytes, cohort->retained);
	cv_put_varint(bytes, cohort->n);
	for (int i = 0; i < cohort->n; i++)
	{
		cv_put_varint(bytes, cohort->cells[i].since - next);
		cv_put_varint(bytes, cohort->cells[i].active);
		cv_put_varint(bytes, cohort->cells[i].last);
		next = cohort->cells[i].since + 1;
	}
	writer->before = cohort->period;
	writer->last = Max(writer->last, LastPeriod(cohort));
}

RetentionGrid *
cv_end_grid(GridWriter *writer)
{
	return (RetentionGrid *) cv_end_bytes(&writer->bytes);
}

static void
ReadCohort(CvReader *reader, GridCohort *cohort, int32 before)
{
	int32		next = 0;

	cohort->period = (int32) (before + (int64) cv_get_varint(reader));
	cohort->size = (int64) cv_get_varint(reader);
	cohort->fresh = (int64) cv_get_varint(reader);
	cohort->retained = (int64) cv_get_varint(reader);
	cohort->n = (int32) cv_get_varint(reader);
	cohort->cells = palloc_extended((Size) (cohort->n + 1) * sizeof(GridCell), MCXT_ALLOC_HUGE);
	for (int i = 0; i < cohort->n; i++)
	{
		GridCell   *cell = &cohort->cells[i];

		cell->since = next + (int32) cv_get_varint(reader);
		cell->active = (int64) cv_get_varint(reader);
		cell->last = (int64) cv_get_varint(reader);
		next = cell->since + 1;
	}
}

/* The cohorts of a value, in order; values have been checked on their way in */
GridCohort *
cv_grid_cohorts(const RetentionGrid *grid, int *n)
{
	CvReader	reader = {grid->cohorts, (const uint8 *) grid + VARSIZE(grid), false};
	int			room = FIRST_COHORTS;
	GridCohort *cohorts = palloc(room * sizeof(GridCohort));
	int32		before = PG_INT32_MIN;

	for (*n = 0; reader.next < reader.end; (*n)++)
	{
		CHECK_FOR_INTERRUPTS();
		if (*n == room)
		{
			room *= 2;
			cohorts = repalloc_huge(cohorts, room * sizeof(GridCohort));
		}
		ReadCohort(&reader, &cohorts[*n], before);
		before = cohorts[*n].period;
	}
	if (reader.failed)
		elog(ERROR, "unexpected end of a retention_grid");
	return cohorts;
}

/*
 * Is it without some cohorts, which are withheld?  Then nothing is known of what is counted over all of them: nobody is new,
 * though somebody is active.
 */
bool
cv_grid_is_partial(const GridCohort *cohorts, int n)
{
	bool		active = false;

	for (int i = 0; i < n; i++)
	{
		if (cohorts[i].fresh > 0)
			return false;
		active |= cohorts[i].n > 0;
	}
	return active;
}

/* ---------- checks of what comes from outside ---------- */

/* Why the counts of a cohort do not fit together, or NULL; there are no negative ones */
static const char *
CohortProblem(CvUnit unit, const GridCohort *cohort)
{
	int64		later = 0;

	if (!cv_period_is_valid(unit, cohort->period) || !cv_period_is_valid(unit, LastPeriod(cohort)))
		return "The periods pass the range of dates.";
	if (cohort->n > 0 && cohort->size == 0)
		return "There are cells of a cohort that nobody is in.";
	for (int k = cohort->n - 1; k >= 0; k--)
	{
		const GridCell *cell = &cohort->cells[k];

		if (cell->last > cell->active || cell->last > cohort->size - later)
			return "More customers are active for the last time than there are.";
		later += cell->last;
		if (cell->active > later)
			return "More customers are active than ever will be.";
	}
	return NULL;
}

/*
 * Why the counts of the periods do not fit those of the cohorts, or NULL.  Who is active was
 * new then or earlier, who is retained was active in the period before.
 */
static const char *
PeriodsProblem(const GridCohort *cohorts, int n)
{
	int			m;
	GridRow   **rows = cv_grid_periods(cohorts, n, &m);
	bool		partial = cv_grid_is_partial(cohorts, n);
	int64		known = 0;

	for (int i = 0; i < m; i++)
	{
		const GridRow *row = rows[i];
		int64		before = i > 0 && rows[i - 1]->period == row->period - 1 ? rows[i - 1]->here : 0;

		if (partial ? row->retained > 0 : row->fresh > row->here || row->retained > row->here - row->fresh
			|| row->here - row->fresh > known || row->retained > before)
			return "More customers are new, retained or back than can be.";
		cv_add_count(&known, row->fresh);
	}
	return NULL;
}

/* Of cohorts that have so many customers together */
static const char *
GridProblem(CvUnit unit, const GridCohort *cohorts, int n, int64 customers)
{
	for (int i = 0; i < n; i++)
	{
		const char *problem = CohortProblem(unit, &cohorts[i]);

		CHECK_FOR_INTERRUPTS();
		if (problem)
			return problem;
	}
	return customers == 0 ? "There must be a customer." : PeriodsProblem(cohorts, n);
}

/* ---------- external forms ---------- */

/* The cells of a cohort that are not empty: "since" says which */
static void
DescribeGridCells(CvForm *form, GridCohort *cohort)
{
	int64		n = cv_form_begin_array(form, "since", cohort->n);

	if (form->reads)
		cohort->cells = palloc_extended((Size) (n + 1) * sizeof(GridCell), MCXT_ALLOC_HUGE);
	cohort->n = (int32) n;
	for (int i = 0; i < n; i++)
		cv_form_int(form, NULL, &cohort->cells[i].since, i == 0 ? 0 : cohort->cells[i - 1].since + 1, CV_MAX_PERIODS - 1);
	cv_form_end_array(form);
	cv_form_begin_fixed(form, "active", (int) n);
	for (int i = 0; i < n; i++)
		cv_form_number(form, NULL, &cohort->cells[i].active, 1, PG_INT64_MAX);
	cv_form_end_array(form);
	cv_form_begin_fixed(form, "last", (int) n);
	for (int i = 0; i < n; i++)
		cv_form_number(form, NULL, &cohort->cells[i].last, 0, PG_INT64_MAX);
	cv_form_end_array(form);
}

static void
DescribeCohort(CvForm *form, GridCohort *cohort, CvUnit unit, int64 before)
{
	int64		customers[] = {cohort->size, cohort->fresh, cohort->retained};
	DateADT		start = form->reads ? 0 : cv_period_start(unit, cohort->period);

	cv_form_begin_object(form, NULL);
	cv_form_day(form, "period", &start);
	cv_form_numbers(form, "customers", customers, 3, 0, PG_INT64_MAX);
	DescribeGridCells(form, cohort);
	cv_form_end_object(form);
	cohort->size = customers[0];
	cohort->fresh = customers[1];
	cohort->retained = customers[2];
	cohort->period = cv_period_of_day(unit, start);
	if (cv_period_start(unit, cohort->period) != start || cohort->period <= before)
		cv_form_refuse(form, "Rows must be in order, and begin with the first day of a period.");
}

/* Those that are read become a value on the way, and are kept to be checked. */
static GridCohort *
DescribeCohorts(CvForm *form, CvUnit unit, GridCohort *cohorts, int *n, GridWriter *writer)
{
	int64		before = PG_INT64_MIN;

	*n = (int) cv_form_begin_array(form, "rows", *n);
	if (form->reads)
		cohorts = palloc_extended((Size) (*n + 1) * sizeof(GridCohort), MCXT_ALLOC_HUGE);
	for (int i = 0; i < *n; i++)
	{
		/* One by one, for a count that no rows stand behind must not take memory. */
		if (form->reads)
			memset(&cohorts[i], 0, sizeof(GridCohort));
		DescribeCohort(form, &cohorts[i], unit, before);
		before = cohorts[i].period;
		if (form->reads)
			cv_write_cohort(writer, &cohorts[i]);
	}
	cv_form_end_array(form);
	return cohorts;
}

static void *
DescribeGrid(CvForm *form, void *value)
{
	CvHead		head = {0};
	GridCohort *cohorts = NULL;
	int			n = 0;
	GridWriter	writer;

	if (value)
		head = *(CvHead *) value;
	cv_form_word(form, "unit", &head.unit, cv_unit_names, CV_UNITS);
	cv_form_day(form, "last_seen", &head.last_seen);
	if (form->open)
	{
		cv_form_word(form, "key", &head.key_kind, cv_key_kinds, CV_KEY_KINDS);
		return cv_form_log(form, &cv_joined_state, &head, value);
	}
	if (form->reads)
		cv_begin_grid(&writer, (CvUnit) head.unit, head.last_seen);
	else
		cohorts = cv_grid_cohorts(value, &n);
	cohorts = DescribeCohorts(form, (CvUnit) head.unit, cohorts, &n, &writer);
	if (!form->reads)
		return value;
	cv_form_require(form, GridProblem((CvUnit) head.unit, cohorts, n, writer.customers));
	if (cv_period_of_day((CvUnit) head.unit, head.last_seen) < writer.last)
		cv_form_refuse(form, "There is activity after the day last seen.");
	return cv_end_grid(&writer);
}

static const CvType cv_retention_grid = {"retention_grid", DescribeGrid};

CV_TYPE_FUNCTIONS(retention_grid);

/* ---------- what is published ---------- */

/* Without cohorts of fewer customers than minimum, and without counts over all cohorts, which would tell of them */
static RetentionGrid *
LargeCohorts(const RetentionGrid *grid, const GridCohort *cohorts, int n, int64 minimum)
{
	GridWriter	writer;

	cv_begin_grid(&writer, (CvUnit) grid->head.unit, grid->head.last_seen);
	for (int i = 0; i < n; i++)
	{
		GridCohort	cohort = cohorts[i];

		cohort.fresh = cohort.retained = 0;
		if (cohort.size >= minimum)
			cv_write_cohort(&writer, &cohort);
	}
	return cv_end_grid(&writer);
}

/* (grid, minimum) */
PG_FUNCTION_INFO_V1(cvsql_retention_grid_suppress);
Datum
cvsql_retention_grid_suppress(PG_FUNCTION_ARGS)
{
	RetentionGrid *grid = PG_GETARG_GRID(0);
	int64		minimum = cv_check_at_least_1(PG_GETARG_INT64(1), "minimum");
	int			n;
	GridCohort *cohorts = cv_grid_cohorts(grid, &n);
	int64		smallest = PG_INT64_MAX;
	int64		largest = 0;

	for (int i = 0; i < n; i++)
	{
		largest = Max(largest, cohorts[i].size);
		if (cohorts[i].size > 0)
			smallest = Min(smallest, cohorts[i].size);
	}
	if (smallest >= minimum)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	if (largest < minimum)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(LargeCohorts(grid, cohorts, n, minimum));
}
