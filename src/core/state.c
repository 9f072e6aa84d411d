/*
 * state.c
 *		States of aggregates that grow with their rows.
 *
 * The state of an aggregate is a value of its summary type, for that is what PostgreSQL ships between workers
 * and Citus between nodes, as text or binary.  It begins flat: a head, and a log of what the rows added, with room
 * behind it; a row is appended in place.  When it passes MAX_FLAT it becomes live, an expanded object whose
 * struct is the room's own: a customer table, counts, rows.  Not before: each live state is a memory context, and hash
 * aggregation asks all of them for their size at every new group, so 100,000 groups that are live from their first row
 * take 40 times as long as flat ones.
 *
 * A state is open, whatever its form; the final function closes it.
 */
#include "core/state.h"

#include "core/bytes.h"
#include "core/huge.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define FIRST_FLAT		128		/* bytes */
#define MAX_FLAT		8192

/* ---------- live states ---------- */

/* The head of a flat form, behind which a log is written */
void
cv_begin_flat(StringInfo bytes, const CvLive *live)
{
	cv_begin_bytes(bytes, live->head, cv_head_bytes(live->ops, live->head));
}

/* The flat form, whose bytes are those of the string */
CvHead	   *
cv_end_flat(StringInfo bytes)
{
	CvHead	   *flat = cv_end_bytes(bytes);

	flat->used = bytes->len;
	return flat;
}

CvHead	   *
cv_flatten_customers(CvLive *live)
{
	StringInfoData bytes;

	cv_begin_flat(&bytes, live);
	cv_customers_write(live->customers, live->ops->customers, (CvKeyKind) live->head->key_kind, &bytes);
	return cv_end_flat(&bytes);
}

static CvHead *
FlatOf(CvLive *live)
{
	MemoryContext old = MemoryContextSwitchTo(live->context);

	if (live->flat == NULL)
		live->flat = live->ops->flatten ? live->ops->flatten(live) : cv_flatten_customers(live);
	MemoryContextSwitchTo(old);
	return live->flat;
}

static Size
LiveFlatSize(ExpandedObjectHeader * header)
{
	return VARSIZE(FlatOf((CvLive *) header));
}

static void
FlattenLive(ExpandedObjectHeader * header, void *result, Size size)
{
	CvLive	   *live = (CvLive *) header;

	cv_huge_copy(result, live->flat, size);
	cv_state_forget_flat(live);
}

static const ExpandedObjectMethods LiveMethods = {LiveFlatSize, FlattenLive};

/* An empty one with this head; it is all in a context below the parent, and goes with that */
CvLive	   *
cv_live_new(MemoryContext parent, const CvStateOps *ops, const CvHead *head)
{
	MemoryContext context = AllocSetContextCreate(parent, "custval state", ALLOCSET_DEFAULT_SIZES);
	CvLive	   *live = MemoryContextAllocZero(context, ops->live_size);

	EOH_init_header(&live->header, &LiveMethods, context);
	live->ops = ops;
	live->context = context;
	live->head = MemoryContextAllocZero(context, cv_head_bytes(ops, head));
	memcpy(live->head, head, cv_head_bytes(ops, head));
	live->head->open = true;
	if (ops->customers)
		live->customers = cv_customers_create(context, (CvKeyKind) head->key_kind, ops->customers);
	if (ops->begin)
		ops->begin(live);
	return live;
}

/* It came from outside, or from an aggregate that somebody has put together. */
void
cv_refuse_log(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("a part of an aggregate ends too early, or holds what no row can add")));
}

/* Add what a flat value has, open or closed.  One from outside is only tried: its customers need no table for that. */
void
cv_live_load(CvLive *live, const CvHead *value, bool foreign)
{
	const uint8 *bytes = (const uint8 *) value;
	CvReader	log = {bytes + cv_head_bytes(live->ops, value), bytes + value->used, false, foreign, value->unit};

	if (!value->open && live->ops->absorb == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a value that is closed cannot be combined with a part of an aggregate over rows")));
	if (!value->open)
		live->ops->absorb(live, value);
	else if (live->ops->add)
		live->ops->add(live, &log);
	else
		cv_customers_read(foreign ? NULL : live->customers, live->ops->customers, (CvKeyKind) value->key_kind, &log);
	if (log.failed)
		cv_refuse_log();
}

/* The value, in the current context; NULL if nothing is in it */
void	   *
cv_live_close(CvLive *live)
{
	CvHead	   *value = live->ops->close(live);

	if (value)
		cv_check_size(VARSIZE(value));
	return value;
}

/* ---------- flat states ---------- */

/* Its state becomes live; the flat one is the executor's to free. */
static void
MakeLive(CvState *state)
{
	MemoryContext context;

	(void) AggCheckCallContext(state->fcinfo, &context);
	state->live = cv_live_new(context, state->ops, state->head);
	cv_live_load(state->live, state->head, false);
	state->head = state->live->head;
}

/* A flat state with room for more bytes, copied from one without; the executor frees that. */
static void
GrowFlat(CvState *state, Size bytes)
{
	Size		used = state->head->used;
	Size		size = pg_nextpower2_32((uint32) (used + bytes));
	CvHead	   *grown = palloc0(size);

	memcpy(grown, state->head, used);
	SET_VARSIZE(grown, size);
	state->head = grown;
}

/* Room behind the log of a flat state, or NULL where it has become live, for want of that */
static uint8 *
LogRoom(CvState *state, Size bytes)
{
	if (state->live)
		return NULL;
	if (unlikely(!state->head->open || state->head->used + bytes > VARSIZE(state->head)))
	{
		if (!state->head->open || state->head->used + bytes > MAX_FLAT)
		{
			MakeLive(state);
			return NULL;
		}
		GrowFlat(state, bytes);
	}
	return (uint8 *) state->head + state->head->used;
}

/* ---------- transitions ---------- */

/* What may be written of a flat state in argument 0: the executor owns it, unless it came with a short header or compressed */
CvHead	   *
cv_state_flat_arg(FunctionCallInfo fcinfo)
{
	struct varlena *value = (struct varlena *) PG_GETARG_POINTER(0);

	return VARATT_IS_EXTENDED(value) ? (CvHead *) PG_DETOAST_DATUM_COPY(PointerGetDatum(value)) : (CvHead *) value;
}

/* It changes, so the flat form that was asked for is no longer that. */
void
cv_state_forget_flat(CvLive *live)
{
	pfree(live->flat);
	live->flat = NULL;
}

/* An empty state where there was none; its head, which the room fills in */
void	   *
cv_state_new_head(CvState *state, Size bytes)
{
	state->head = cv_new_value(Max(FIRST_FLAT, pg_nextpower2_32((uint32) bytes + 1)));
	state->head->open = true;
	state->head->used = (int32) bytes;
	state->head->last_seen = DATEVAL_NOBEGIN;
	return state->head;
}

void	   *
cv_state_new(CvState *state)
{
	return cv_state_new_head(state, state->ops->head_size);
}

/* The same for a transition from (state, customer, ...) */
void	   *
cv_state_new_of_customers(CvState *state, CvUnit unit)
{
	CvHead	   *head = cv_state_new(state);

	head->unit = unit;
	head->key_kind = cv_key_kind(cv_arg_type(state->fcinfo, 1));
	return head;
}

/* Add an entry as the room's logs have it */
void
cv_state_log(CvState *state, const uint8 *entry, Size bytes)
{
	CvReader	log = {entry, entry + bytes, false};
	uint8	   *room;

	cv_end_naming(&state->naming);
	room = LogRoom(state, bytes);
	if (room)
	{
		memcpy(room, entry, bytes);
		state->head->used += bytes;
	}
	else
		state->ops->add(state->live, &log);
	if (log.failed)
		cv_refuse_log();
}

/* Add to what a customer has: to the log, or to the table of a state that becomes live by that */
void
cv_state_put_flat(CvState *state, CvKey key, const void *payload)
{
	const CvCustomerOps *ops = state->ops->customers;
	CvKeyKind	kind = (CvKeyKind) state->head->key_kind;
	uint8	   *room = LogRoom(state, cv_customer_room(ops, kind, key, payload));

	if (room)
		state->head->used += cv_write_customer(room, ops, kind, key, payload);
	else
		cv_customers_put(state->live->customers, key, payload);
}

Datum
cv_add_first_event(FunctionCallInfo fcinfo, const CvStateOps *ops, int n, bool skipped, CvSetEvent set)
{
	CvState		state;
	void	   *payload;

	if (!cv_state_begin_event(&state, fcinfo, ops, n, skipped))
		return cv_state_end(&state);
	payload = cv_state_payload(&state);
	set(fcinfo, state.head, payload);
	cv_state_put(&state, cv_key_arg(fcinfo, 1, (CvKeyKind) state.head->key_kind), payload);
	return cv_state_end(&state);
}

/* ---------- merging ---------- */

static void
JoinHeads(const CvStateOps *ops, CvHead *into, const CvHead *from)
{
	cv_check_same_unit((CvUnit) into->unit, (CvUnit) from->unit);
	cv_check_same_key((CvKeyKind) into->key_kind, (CvKeyKind) from->key_kind);
	if (ops->join)
		ops->join(into, from);
	into->last_seen = Max(into->last_seen, from->last_seen);
}

/* Of one flat value, or of two; a closed one is read by its own head, not a joined one. */
static CvLive *
LiveOf(const CvStateOps *ops, const CvHead *first, const CvHead *second)
{
	CvLive	   *live = cv_live_new(CurrentMemoryContext, ops, first);

	cv_live_load(live, first, false);
	if (second == NULL)
		return live;
	JoinHeads(ops, live->head, second);
	cv_live_load(live, second, false);
	return live;
}

/* Two flat values that are small, one of them closed, become a flat one, which is open or closed as the room flattens its states. */
static CvHead *
MergeSmall(const CvStateOps *ops, const CvHead *head, const CvHead *other)
{
	CvLive	   *live = LiveOf(ops, head, other);
	CvHead	   *merged = (CvHead *) PG_DETOAST_DATUM_COPY(PointerGetDatum(FlatOf(live)));

	MemoryContextDelete(live->context);
	return merged;
}

static void
MergeValue(CvState *state, const CvHead *other)
{
	Size		size = Max(other->used, VARSIZE(other));

	if (state->head == NULL)
	{
		state->head = unconstify(CvHead *, other);	/* the executor copies it */
		return;
	}
	if (state->live == NULL && VARSIZE(state->head) + size > MAX_FLAT)
		MakeLive(state);
	if (state->live == NULL && !(state->head->open && other->open))
	{
		state->head = MergeSmall(state->ops, state->head, other);
		return;
	}
	JoinHeads(state->ops, state->head, other);
	if (state->live)
		cv_live_load(state->live, other, false);
	else
		cv_state_log(state, (const uint8 *) other + cv_head_bytes(state->ops, other), other->used - cv_head_bytes(state->ops, other));
}

/* Combine function: the states of two parts of a group */
Datum
cv_state_combine(FunctionCallInfo fcinfo, const CvStateOps *ops)
{
	CvState		state;

	cv_state_begin(&state, fcinfo, ops);
	if (!PG_ARGISNULL(1))
		MergeValue(&state, cv_any_value_arg(fcinfo, 1));
	return cv_state_end(&state);
}

/* Transition of rollup: values that are closed */
Datum
cv_state_merge(FunctionCallInfo fcinfo, const CvStateOps *ops)
{
	CvState		state;

	cv_state_begin(&state, fcinfo, ops);
	if (!PG_ARGISNULL(1))
		MergeValue(&state, cv_value_arg(fcinfo, 1));
	return cv_state_end(&state);
}

/* The value of two, or of one where second is NULL */
static void *
CloseFlat(const CvStateOps *ops, const CvHead *first, const CvHead *second)
{
	CvLive	   *live = LiveOf(ops, first, second);
	void	   *value = cv_live_close(live);

	MemoryContextDelete(live->context);
	return value;
}

/*
 * The state in argument 0 of a final function, live for this call at least, or NULL.  Final functions read it, and leave
 * it as it is: over a window they are called at every row, and aggregates may share it.
 */
CvLive	   *
cv_state_live_arg(FunctionCallInfo fcinfo, const CvStateOps *ops)
{
	CvLive	   *live;

	cv_require_aggregate(fcinfo);
	if (PG_ARGISNULL(0))
		return NULL;
	if (!VARATT_IS_EXTERNAL_EXPANDED(PG_GETARG_POINTER(0)))
		return LiveOf(ops, cv_any_value_arg(fcinfo, 0), NULL);
	live = (CvLive *) DatumGetEOHP(PG_GETARG_DATUM(0));
	if (live->ops != ops)		/* of an aggregate that somebody has put together */
		cv_refuse_log();
	return live;
}

Datum
cv_state_final(FunctionCallInfo fcinfo, const CvStateOps *ops)
{
	CvHead	   *head;

	cv_require_aggregate(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (VARATT_IS_EXTERNAL_EXPANDED(PG_GETARG_POINTER(0)))
		return cv_return_state(fcinfo, cv_live_close((CvLive *) DatumGetEOHP(PG_GETARG_DATUM(0))));
	head = cv_any_value_arg(fcinfo, 0);
	return cv_return_state(fcinfo, head->open ? CloseFlat(ops, head, NULL) : head);
}

/* Not strict: NULL + x is x, so that an upsert over NULL heals itself */
Datum
cv_state_add(FunctionCallInfo fcinfo, const CvStateOps *ops)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	PG_RETURN_POINTER(CloseFlat(ops, cv_value_arg(fcinfo, 0), cv_value_arg(fcinfo, 1)));
}

/* The fields of an open value behind those of its head, which must be read already; a log is tried before it is let in. */
void	   *
cv_form_log(CvForm *form, const CvStateOps *ops, CvHead *head, CvHead *value)
{
	Size		begin = cv_head_bytes(ops, head);
	const uint8 *log = value ? (const uint8 *) value + begin : NULL;
	Size		n = value ? value->used - begin : 0;
	CvLive	   *live;

	cv_form_rest(form, &log, &n);
	if (!form->reads)
		return value;
	if (begin + n >= MaxAllocSize)
		cv_refuse_size();
	value = palloc_extended(begin + n, MCXT_ALLOC_HUGE);
	memcpy(value, head, begin);
	cv_huge_copy((uint8 *) value + begin, log, n);
	SET_VARSIZE(value, begin + n);
	value->version = CV_VERSION;
	value->open = true;
	value->used = (int32) (begin + n);
	live = cv_live_new(CurrentMemoryContext, ops, value);
	cv_live_load(live, value, true);
	MemoryContextDelete(live->context);
	return value;
}
