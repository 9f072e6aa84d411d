/*
 * survival.c
 *		The type survival_tally: durations, compared exactly, and the customers who churned, were still here, or came under
 *		observation, at each.
 *
 * A state is rows of numbers.  Reasons are numbers in them, each of which the log of a flat state defines before it is
 * used, so that logs can be put one behind the other; a live state has a dictionary.  Values have the names behind the rows.
 */
#include "core/survival.h"

#include <math.h>

#include "core/check.h"
#include "core/huge.h"
#include "core/poll.h"
#include "utils/memutils.h"

#define HEAD_SIZE		offsetof(SurvivalTally, rows)
#define ROW_BYTES		(CV_SURVIVAL_WIDTH * sizeof(double))
#define DEFINITION		(-1)	/* in a log, where what happened stands: the first number is that
								 * of a reason, the last one the bytes of its name, which follow,
								 * and zeros up to 8 bytes */
#define MAX_DEFINITION	(ROW_BYTES + CV_MAX_REASON + 1)

/* The reasons that a log has defined so far: the number in the dictionary of each number of its own */
typedef struct Definitions
{
	int			n;
	int			numbers[CV_MAX_REASONS];
} Definitions;

static int
SurvivalRowWidth(const CvHead *head)
{
	(void) head;
	return CV_SURVIVAL_WIDTH;
}

static Size
ReasonBytes(const CvHead *head)
{
	return head->open ? 0 : ((const SurvivalTally *) head)->reasons;
}

static const char *
SurvivalRowProblem(const CvHead *head, const double *row)
{
	(void) head;
	if (!(row[0] >= 0 && isfinite(row[0])))
		return "A duration must be a number from 0.";
	if (!(row[1] >= CV_CENSORED && row[1] < CV_REASON + CV_MAX_REASONS && row[1] == rint(row[1])))
		return "The second number of a row must be 0 for still here, 1 for churned, 2 for came late, or that of a reason from 3 on.";
	return NULL;
}

static void
JoinSurvival(CvHead *into, const CvHead *from)
{
	SurvivalTally *tally = (SurvivalTally *) into;
	const SurvivalTally *other = (const SurvivalTally *) from;

	if (tally->decimals != other->decimals)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tallies of whole customers and of parts of customers cannot be combined"),
				 errhint("Make all of them with whole numbers of customers.")));
	if (into->last_seen != DATEVAL_NOBEGIN && from->last_seen != DATEVAL_NOBEGIN && into->last_seen != from->last_seen)
		cv_refuse_change("as_of", cv_day_text(into->last_seen), cv_day_text(from->last_seen));
	tally->reasons |= other->reasons;
}

/* ---------- reading logs and values into a live state ---------- */

static void
BeginSurvival(CvLive *live)
{
	CvSurvivalLive *survival = (CvSurvivalLive *) live;

	cv_rows_begin(live);
	cv_durations_init(&survival->durations, live->context, live->rows);
	cv_reasons_init(&survival->reasons, live->context);
}

/* The name behind a definition */
static void
ReadDefinition(CvSurvivalLive *live, CvReader *log, const double *row, Definitions *known)
{
	Size		bytes = TYPEALIGN(8, (Size) row[2]);

	log->failed = row[0] > known->n || row[0] >= CV_MAX_REASONS || bytes > log->end - log->next;
	if (log->failed)
		return;
	known->n = Max(known->n, (int) row[0] + 1);
	known->numbers[(int) row[0]] = cv_reason_number(&live->reasons, (const char *) log->next, (int) row[2]);
	log->next += bytes;
}

static void
AddLogRow(CvSurvivalLive *live, CvReader *log, double *row, const Definitions *known)
{
	if (row[1] >= CV_REASON)
	{
		log->failed = row[1] - CV_REASON >= known->n;
		if (log->failed)
			return;
		row[1] = CV_REASON + known->numbers[(int) row[1] - CV_REASON];
	}
	cv_rows_add(live->live.rows, row);
}

static void
AddSurvivalLog(CvLive *live, CvReader *log)
{
	CvSurvivalLive *survival = (CvSurvivalLive *) live;
	double		row[CV_SURVIVAL_WIDTH];
	Definitions known;

	known.n = 0;
	for (int64 n = 0; !log->failed && log->next < log->end; n++)
	{
		cv_poll(n);
		log->failed = log->end - log->next < (ptrdiff_t) ROW_BYTES;
		if (log->failed)
			return;
		memcpy(row, log->next, ROW_BYTES);
		log->next += ROW_BYTES;
		if (row[1] == DEFINITION)
			ReadDefinition(survival, log, row, &known);
		else
			AddLogRow(survival, log, row, &known);
	}
}

/* The names of reasons of a closed value, or NULL */
const CvReasonArea *
cv_reasons_of(const SurvivalTally *tally)
{
	return tally->reasons > 0 ? (const CvReasonArea *) ((const char *) tally + VARSIZE(tally) - tally->reasons) : NULL;
}

static void
DefineReasons(CvReasons *reasons, const CvReasonArea *area, Definitions *known)
{
	const char *name = area ? area->names : NULL;

	known->n = area ? area->n : 0;
	for (int i = 0; i < known->n; i++, name = cv_next_reason(name))
		known->numbers[i] = cv_reason_number(reasons, name, (int) strlen(name));
}

static void
AbsorbSurvival(CvLive *live, const CvHead *closed)
{
	CvSurvivalLive *survival = (CvSurvivalLive *) live;
	int64		n;
	const double *rows = cv_rows_of(closed, live->ops, &n);
	CvReader	no_log = {NULL, NULL};
	Definitions known;

	DefineReasons(&survival->reasons, cv_reasons_of((const SurvivalTally *) closed), &known);
	for (int64 i = 0; i < n; i++)
	{
		double		row[CV_SURVIVAL_WIDTH];

		cv_poll(i);
		memcpy(row, rows + i * CV_SURVIVAL_WIDTH, ROW_BYTES);
		AddLogRow(survival, &no_log, row, &known);
	}
}

/* ---------- values of a live state ---------- */

/* The rows in order; reasons are numbered as they came */
const double *
cv_survival_rows(CvLive *live, int64 *n)
{
	cv_durations_flush(&((CvSurvivalLive *) live)->durations);
	return cv_rows_sorted(live->rows, n);
}

/* Rows in which reasons are numbered by the order of their names, instead */
static const double *
RenamedRows(const CvReasons *reasons, const double *rows, int64 *n)
{
	CvRows	   *renamed = cv_rows_create(CurrentMemoryContext, CV_SURVIVAL_WIDTH);
	int			ranks[CV_MAX_REASONS];

	for (int i = 0; i < reasons->n; i++)
		ranks[reasons->order[i]] = i;
	for (int64 i = 0; i < *n; i++)
	{
		double		row[CV_SURVIVAL_WIDTH];

		cv_poll(i);
		memcpy(row, rows + i * CV_SURVIVAL_WIDTH, ROW_BYTES);
		if (row[1] >= CV_REASON)
			row[1] = CV_REASON + ranks[(int) row[1] - CV_REASON];
		cv_rows_add(renamed, row);
	}
	return cv_rows_sorted(renamed, n);
}

/* The rows in order, in an array with room for all of them; how many they are */
static int64
WriteRows(CvSurvivalLive *live, double *rows)
{
	int64		n;
	const double *numbered;

	if (live->reasons.n == 0)
		return cv_durations_merge(&live->durations, rows);
	numbered = cv_survival_rows(&live->live, &n);
	numbered = RenamedRows(&live->reasons, numbered, &n);
	memcpy(rows, numbered, n * ROW_BYTES);
	return n;
}

/* Where the rows that there may be are too many, those that there are can fit all the same. */
static Size
RoomForRows(CvSurvivalLive *live)
{
	int64		most = cv_durations_room(&live->durations);

	if (HEAD_SIZE + most * ROW_BYTES >= MaxAllocSize)
		(void) cv_survival_rows(&live->live, &most);
	return most * ROW_BYTES;
}

/* Rows, and names behind them; one that is open can be told, but is no log. */
static SurvivalTally *
LayOut(CvSurvivalLive *live, bool open)
{
	Size		reasons = cv_reasons_size(&live->reasons);
	Size		room = HEAD_SIZE + RoomForRows(live) + reasons;
	SurvivalTally *tally;
	Size		end;

	if (room >= MaxAllocSize)
		cv_refuse_size();
	tally = cv_huge_alloc(CurrentMemoryContext, room);
	memcpy(tally, live->live.head, HEAD_SIZE);
	end = HEAD_SIZE + WriteRows(live, tally->rows) * ROW_BYTES;
	SET_VARSIZE(tally, end + reasons);
	tally->reasons = (int32) reasons;
	memset((char *) tally + end, 0, reasons);
	if (reasons > 0)
		cv_write_reasons(&live->reasons, (CvReasonArea *) ((char *) tally + end));
	tally->head.open = open;
	tally->head.used = open ? (int32) end : 0;
	return tally;
}

/* A log of what is laid out: definitions, then rows */
CvHead	   *
cv_survival_log(const SurvivalTally *tally)
{
	const CvReasonArea *area = cv_reasons_of(tally);
	Size		rows = tally->head.used - HEAD_SIZE;
	SurvivalTally *log = palloc_extended(VARSIZE(tally) + area->n * (ROW_BYTES + 8), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	char	   *next = (char *) log->rows;
	const char *name = area->names;

	memcpy(log, tally, HEAD_SIZE);
	for (int i = 0; i < area->n; i++, name = cv_next_reason(name))
	{
		double		definition[CV_SURVIVAL_WIDTH] = {i, DEFINITION, strlen(name)};

		memcpy(next, definition, ROW_BYTES);
		memcpy(next + ROW_BYTES, name, strlen(name));
		next += ROW_BYTES + TYPEALIGN(8, strlen(name));
	}
	cv_huge_copy(next, tally->rows, rows);
	if (next + rows - (char *) log >= MaxAllocSize)
		cv_refuse_size();
	SET_VARSIZE(log, next + rows - (char *) log);
	log->head.used = VARSIZE(log);
	return &log->head;
}

/* An open value whose log has reasons, with names behind its rows */
SurvivalTally *
cv_survival_laid_out(SurvivalTally *tally)
{
	CvLive	   *live;

	if (!tally->head.open || !tally->reasons)
		return tally;
	live = cv_live_new(CurrentMemoryContext, &cv_survival_state, &tally->head);
	cv_live_load(live, &tally->head, false);
	return LayOut((CvSurvivalLive *) live, true);
}

static CvHead *
FlattenSurvival(CvLive *live)
{
	SurvivalTally *tally = LayOut((CvSurvivalLive *) live, true);

	return tally->reasons > 0 ? cv_survival_log(tally) : &tally->head;
}

/* Do no more leave at any duration than have come?  Where there are more than can be counted, readings say so. */
bool
cv_survival_is_sound(const double *rows, int64 n)
{
	double		here = 0;
	double		sum = 0;
	double		leave = 0;
	double		come = 0;

	for (int64 i = 0; i < n; i++)
	{
		const double *row = rows + i * CV_SURVIVAL_WIDTH;

		sum += row[2];
		here += row[1] == CV_ENTERED ? -row[2] : row[2];
	}
	for (int64 i = 0; i < n && sum <= CV_MAX_WHOLE; i++)
	{
		const double *row = rows + i * CV_SURVIVAL_WIDTH;

		cv_poll(i);
		if (i > 0 && row[0] != row[-CV_SURVIVAL_WIDTH])
		{
			here += come - leave;
			come = leave = 0;
		}
		*(row[1] == CV_ENTERED ? &come : &leave) += row[2];
		if (leave > here)
			return false;
	}
	return sum > CV_MAX_WHOLE || leave == here + come;
}

static CvHead *
CloseSurvival(CvLive *live)
{
	SurvivalTally *tally = LayOut((CvSurvivalLive *) live, false);
	int64		n;
	const double *rows;

	tally->head.last_seen = DATEVAL_NOBEGIN;
	rows = cv_rows_of(&tally->head, live->ops, &n);
	if (!cv_survival_is_sound(rows, n))
		cv_refuse_log();
	return n > 0 ? &tally->head : NULL;
}

const CvStateOps cv_survival_state = {
	.head_size = HEAD_SIZE,
	.live_size = sizeof(CvSurvivalLive),
	.begin = BeginSurvival,
	.add = AddSurvivalLog,
	.absorb = AbsorbSurvival,
	.join = JoinSurvival,
	.flatten = FlattenSurvival,
	.row_width = SurvivalRowWidth,
	.row_tail = ReasonBytes,
	.row_problem = SurvivalRowProblem,
	.close = CloseSurvival,
};

/* ---------- transitions ---------- */

/* The duration is finite and not negative, the number of customers whole and above 0. */
void
cv_survival_add(CvState *state, int decimals, double duration, int what, double customers)
{
	double		row[CV_SURVIVAL_WIDTH] = {duration + 0.0, what, customers};

	if (likely(state->live != NULL))
	{
		cv_survival_count(state->live, duration, what, customers);
		return;
	}
	if (state->head == NULL)
		((SurvivalTally *) cv_state_new(state))->decimals = decimals;
	cv_state_log(state, (const uint8 *) row, sizeof(row));
}

/* A flat state defines the reason anew in front of every row. */
static void
LogReason(CvState *state, double duration, const char *reason, int length, double customers)
{
	double		definition[CV_SURVIVAL_WIDTH] = {0, DEFINITION, length};
	double		row[CV_SURVIVAL_WIDTH] = {duration, CV_REASON, customers};
	uint8		entry[MAX_DEFINITION + ROW_BYTES] = {0};
	Size		bytes = ROW_BYTES + TYPEALIGN(8, length);

	cv_check_reason(length);
	memcpy(entry, definition, ROW_BYTES);
	memcpy(entry + ROW_BYTES, reason, length);
	memcpy(entry + bytes, row, ROW_BYTES);
	cv_state_log(state, entry, bytes + ROW_BYTES);
}

/* The same of customers who churned for a reason */
void
cv_survival_add_reason(CvState *state, double duration, const char *reason, int length, double customers)
{
	if (likely(state->live != NULL))
	{
		CvSurvivalLive *live = (CvSurvivalLive *) state->live;
		int			number = cv_reason_number(&live->reasons, reason, length);

		cv_durations_add(&live->durations, duration + 0.0, CV_REASON + number, customers);
		return;
	}
	if (state->head == NULL)
		(void) cv_state_new(state);
	LogReason(state, duration + 0.0, reason, length, customers);
	((SurvivalTally *) state->head)->reasons = true;
}

CV_STATE_FUNCTIONS(survival_tally, cv_survival_state);
