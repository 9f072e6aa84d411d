/*
 * transitionmatrix.c
 *		The type transition_matrix, and its aggregates.
 *
 * Before is NULL of customers who came new, after of those who left; rows where both are, or the number of customers,
 * are skipped, and those of 0 customers; no rows, or only such, give NULL.  Labels are compared byte for byte,
 * whatever their collation, and customers are counted, so neither the order of rows nor the number of
 * workers leaves a trace.
 */
#include "segment/transitionmatrix.h"

#include "core/bytes.h"
#include "core/check.h"
#include "core/poll.h"
#include "core/state.h"
#include "core/type.h"
#include "mb/pg_wchar.h"

#define HEAD_SIZE		offsetof(TransitionMatrix, cells)
#define LABEL_ROOM		(CV_VARINT_MAX + MAX_LABEL_BYTES)
#define ENTRY_ROOM		(2 * LABEL_ROOM + CV_VARINT_MAX)
#define MOVE_ROOM		(2 * CV_VARINT_MAX)

typedef struct LiveMatrix
{
	CvLive		live;
	MoveSet    *set;
} LiveMatrix;

/* ---------- bytes ---------- */

static void
WriteMove(StringInfo bytes, const Move *move, uint32 before)
{
	(void) cv_entry_room(bytes, MOVE_ROOM);
	cv_put_varint(bytes, move->place - before);
	cv_put_varint(bytes, move->customers);
}

/* All together must be as many as a float8 counts exactly. */
static TransitionMatrix *
WriteMatrix(const Moves *moves)
{
	TransitionMatrix head = {{.version = CV_VERSION,.last_seen = DATEVAL_NOBEGIN}, moves->n_labels, moves->n_moves};
	int64		customers = 0;
	StringInfoData bytes;

	cv_begin_bytes(&bytes, &head, HEAD_SIZE);
	for (int i = 0; i < moves->n_labels; i++)
		appendBinaryStringInfo(&bytes, moves->labels[i], (int) strlen(moves->labels[i]) + 1);
	for (int i = 0; i < moves->n_moves; i++)
	{
		WriteMove(&bytes, &moves->moves[i], i > 0 ? moves->moves[i - 1].place : (uint32) -1);
		cv_add_count(&customers, moves->moves[i].customers);
	}
	if (customers > (int64) CV_MAX_WHOLE)
		cv_refuse_count();
	return (TransitionMatrix *) cv_end_bytes(&bytes);
}

/* The labels stay where they are, in the value. */
void
cv_read_matrix(const TransitionMatrix *matrix, Moves *moves)
{
	CvReader	reader = {matrix->cells, (const uint8 *) matrix + VARSIZE(matrix)};
	uint32		place = (uint32) -1;

	moves->n_labels = matrix->labels;
	for (int i = 0; i < matrix->labels; i++)
	{
		moves->labels[i] = (const char *) reader.next;
		reader.next += strlen(moves->labels[i]) + 1;
	}
	moves->n_moves = matrix->moves;
	moves->moves = palloc(matrix->moves * sizeof(Move));
	for (int i = 0; i < matrix->moves; i++)
	{
		place += (uint32) cv_get_varint(&reader);
		moves->moves[i].place = place;
		moves->moves[i].customers = (int64) cv_get_varint(&reader);
	}
	if (reader.failed)
		elog(ERROR, "unexpected end of a transition_matrix");
}

/* ---------- states ---------- */

static int
WriteLabel(uint8 *bytes, Label label)
{
	int			n = cv_write_varint(bytes, label.bytes ? (uint64) label.length + 1 : 0);

	if (label.bytes)
		memcpy(bytes + n, label.bytes, label.length);
	return n + label.length;
}

/* A view of the bytes; of a log from outside they must be text that can be written in a form */
static Label
ReadLabel(CvReader *log)
{
	uint64		bytes = cv_get_varint(log);
	Label		label = {NULL, 0};

	if (log->failed || bytes == 0)
		return label;
	log->failed = bytes - 1 > MAX_LABEL_BYTES || bytes - 1 > (uint64) (log->end - log->next);
	if (log->failed)
		return label;
	label.bytes = (const char *) log->next;
	label.length = (int) bytes - 1;
	log->next += label.length;
	log->failed = log->foreign && !pg_verifymbstr(label.bytes, label.length, true);
	return label;
}

static int
WriteCell(uint8 *bytes, Label before, Label after, int64 customers)
{
	int			n = WriteLabel(bytes, before);

	n += WriteLabel(bytes + n, after);
	return n + cv_write_varint(bytes + n, customers);
}

static void
BeginMatrix(CvLive *live)
{
	((LiveMatrix *) live)->set = cv_moves_create(live->context);
}

static void
AddMoves(CvLive *live, CvReader *log)
{
	for (int64 i = 0; log->next < log->end; i++)
	{
		Label		before = ReadLabel(log);
		Label		after = ReadLabel(log);
		uint64		customers = cv_get_varint(log);

		log->failed |= customers < 1 || (before.bytes == NULL && after.bytes == NULL);
		if (log->failed)
			return;
		if (customers > (uint64) CV_MAX_WHOLE)
			cv_refuse_count();
		cv_poll(i);
		cv_moves_add(((LiveMatrix *) live)->set, before, after, (int64) customers);
	}
}

static Label
LabelOf(const Moves *moves, uint32 number)
{
	Label		label = {NULL, 0};

	if (number != NO_LABEL)
	{
		label.bytes = moves->labels[number];
		label.length = (int) strlen(label.bytes);
	}
	return label;
}

static void
AbsorbMatrix(CvLive *live, const CvHead *closed)
{
	Moves		moves;

	cv_read_matrix((const TransitionMatrix *) closed, &moves);
	for (int i = 0; i < moves.n_moves; i++)
	{
		const Move *move = &moves.moves[i];

		cv_poll(i);
		cv_moves_add(((LiveMatrix *) live)->set, LabelOf(&moves, move->place / MOVES_OF_LABEL), LabelOf(&moves, move->place % MOVES_OF_LABEL),
					 move->customers);
	}
	pfree(moves.moves);
}

static CvHead *
FlattenMatrix(CvLive *live)
{
	Moves		moves;
	StringInfoData bytes;

	cv_moves_sorted(((LiveMatrix *) live)->set, &moves);
	cv_begin_flat(&bytes, live);
	for (int i = 0; i < moves.n_moves; i++)
	{
		const Move *move = &moves.moves[i];

		cv_poll(i);
		bytes.len += WriteCell(cv_entry_room(&bytes, ENTRY_ROOM), LabelOf(&moves, move->place / MOVES_OF_LABEL),
							   LabelOf(&moves, move->place % MOVES_OF_LABEL), move->customers);
	}
	pfree(moves.moves);
	return cv_end_flat(&bytes);
}

static CvHead *
CloseMatrix(CvLive *live)
{
	Moves		moves;

	cv_moves_sorted(((LiveMatrix *) live)->set, &moves);
	return moves.n_moves > 0 ? (CvHead *) WriteMatrix(&moves) : NULL;
}

static const CvStateOps cv_matrix_state = {
	.head_size = HEAD_SIZE,
	.live_size = sizeof(LiveMatrix),
	.begin = BeginMatrix,
	.add = AddMoves,
	.absorb = AbsorbMatrix,
	.flatten = FlattenMatrix,
	.close = CloseMatrix,
};

static Label
LabelArg(FunctionCallInfo fcinfo, int n)
{
	Label		label = {NULL, 0};
	text	   *string;

	if (PG_ARGISNULL(n))
		return label;
	string = PG_GETARG_TEXT_PP(n);
	label.bytes = VARDATA_ANY(string);
	label.length = VARSIZE_ANY_EXHDR(string);
	if (label.length > MAX_LABEL_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a label has at most %d bytes, not %d", MAX_LABEL_BYTES, label.length),
				 errhint("Pass the name of a segment, for example left(segment, 60).")));
	return label;
}

static void
LogMove(CvState *state, Label before, Label after, int64 customers)
{
	uint8		entry[ENTRY_ROOM];

	if (state->head == NULL)
		cv_state_new(state);
	if (state->live)
		cv_moves_add(((LiveMatrix *) state->live)->set, before, after, customers);
	else
		cv_state_log(state, entry, WriteCell(entry, before, after, customers));
}

/* Transition from (state, before, after) or (state, before, after, customers) */
PG_FUNCTION_INFO_V1(cvsql_transition_accum);
Datum
cvsql_transition_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	int64		customers;

	cv_state_begin(&state, fcinfo, &cv_matrix_state);
	if ((PG_ARGISNULL(1) && PG_ARGISNULL(2)) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
		return cv_state_end(&state);
	customers = cv_customers_of_row(fcinfo, 3);
	if (customers > 0)
		LogMove(&state, LabelArg(fcinfo, 1), LabelArg(fcinfo, 2), customers);
	return cv_state_end(&state);
}

CV_STATE_FUNCTIONS(transition_matrix, cv_matrix_state);

/* ---------- external forms ---------- */

static void
DescribeLabels(CvForm *form, MoveSet *set, Moves *moves)
{
	moves->n_labels = (int) cv_form_begin_array(form, "labels", moves->n_labels);
	if (moves->n_labels > MAX_LABELS)
		cv_form_refuse(form, psprintf("There can be %d labels.", MAX_LABELS));
	for (int i = 0; i < moves->n_labels; i++)
	{
		Label		label = form->reads ? (Label) {NULL, 0} : LabelOf(moves, i);

		cv_form_string(form, NULL, &label.bytes, &label.length);
		if (!form->reads)
			continue;
		if (label.length > MAX_LABEL_BYTES)
			cv_form_refuse(form, psprintf("A label has at most %d bytes.", MAX_LABEL_BYTES));
		if (cv_moves_label(set, label) != i)
			cv_form_refuse(form, "A label is there twice.");
	}
	cv_form_end_array(form);
}

static void
DescribeNumber(CvForm *form, int64 *number, int n)
{
	if (cv_form_known(form, *number != NO_LABEL))
		cv_form_number(form, NULL, number, 0, n - 1);
	else
		*number = NO_LABEL;
}

/* In a text, the numbers of the labels before and after, null for none */
static void
DescribeLabelsOfMove(CvForm *form, uint32 *place, int n_labels)
{
	int64		before = *place / MOVES_OF_LABEL;
	int64		after = *place % MOVES_OF_LABEL;

	DescribeNumber(form, &before, n_labels);
	DescribeNumber(form, &after, n_labels);
	*place = (uint32) (before * MOVES_OF_LABEL + after);
}

/* As in the value itself, a binary form has how far each place is from the one before. */
static void
DescribePlace(CvForm *form, uint32 *place, uint32 from)
{
	int64		distance = (int64) *place - from;

	cv_form_number(form, NULL, &distance, 0, (int64) MOVES_OF_LABEL * MOVES_OF_LABEL - 1 - from);
	*place = from + (uint32) distance;
}

static bool
IsLabel(int64 number, int n_labels)
{
	return number < n_labels || number == NO_LABEL;
}

static const char *
PlaceProblem(uint32 place, int n_labels)
{
	uint32		before = place / MOVES_OF_LABEL;
	uint32		after = place % MOVES_OF_LABEL;

	if (before == NO_LABEL && after == NO_LABEL)
		return "A row must have a label.";
	return IsLabel(before, n_labels) && IsLabel(after, n_labels) ? NULL : "A row has a label that is not there.";
}

/* A row: where customers came from and went, and how many; place is of the row before, and of this one then */
static void
DescribeMove(CvForm *form, MoveSet *set, const Move *move, uint32 *place, int n_labels)
{
	uint32		from = *place;
	int64		customers = move ? move->customers : 0;

	*place = move ? move->place : from;
	cv_form_begin_fixed(form, NULL, form->binary ? 2 : 3);
	if (form->binary)
		DescribePlace(form, place, from);
	else
		DescribeLabelsOfMove(form, place, n_labels);
	cv_form_number(form, NULL, &customers, 1, (int64) CV_MAX_WHOLE);
	cv_form_end_array(form);
	cv_form_require(form, PlaceProblem(*place, n_labels));
	if (form->reads)
		cv_moves_count(set, *place / MOVES_OF_LABEL, *place % MOVES_OF_LABEL, customers);
}

/* What was read: the rows may have come in any order, but each label must be in one. */
static TransitionMatrix *
CheckedMatrix(CvForm *form, MoveSet *set)
{
	bool		used[MAX_LABELS + 1] = {false};
	Moves		moves;

	cv_moves_sorted(set, &moves);
	for (int i = 0; i < moves.n_moves; i++)
		used[moves.moves[i].place / MOVES_OF_LABEL] = used[moves.moves[i].place % MOVES_OF_LABEL] = true;
	for (int i = 0; i < moves.n_labels; i++)
		if (!used[i])
			cv_form_refuse(form, "Every label must be in a row.");
	if (moves.n_moves == 0)
		cv_form_refuse(form, "There must be a row.");
	return WriteMatrix(&moves);
}

static void *
DescribeMatrix(CvForm *form, void *value)
{
	TransitionMatrix head = {{.last_seen = DATEVAL_NOBEGIN}};
	Moves		moves = {.n_labels = 0};
	MoveSet    *set = NULL;
	uint32		place = 0;
	int64		n;

	if (form->open)
		return cv_form_log(form, &cv_matrix_state, value ? (CvHead *) value : &head.head, value);
	if (value)
		cv_read_matrix(value, &moves);
	else
		set = cv_moves_create(CurrentMemoryContext);
	DescribeLabels(form, set, &moves);
	n = cv_form_begin_array(form, "rows", moves.n_moves);
	for (int64 i = 0; i < n; i++)
		DescribeMove(form, set, value ? &moves.moves[i] : NULL, &place, moves.n_labels);
	cv_form_end_array(form);
	return value ? value : CheckedMatrix(form, set);
}

static const CvType cv_transition_matrix = {"transition_matrix", DescribeMatrix};

CV_TYPE_FUNCTIONS(transition_matrix);
