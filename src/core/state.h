/* States of aggregates that grow with their rows: see state.c */
#ifndef CV_CORE_STATE_H
#define CV_CORE_STATE_H

#include "postgres.h"

#include "core/aggregate.h"
#include "core/calendar.h"
#include "core/customers.h"
#include "core/form.h"
#include "core/function.h"
#include "core/head.h"
#include "core/naming.h"
#include "core/varint.h"
#include "utils/expandeddatum.h"

typedef struct CvStateOps CvStateOps;

/* A state that has outgrown its flat form, in a memory context of its own; a room's own struct begins with it. */
typedef struct CvLive
{
	ExpandedObjectHeader header;
	const CvStateOps *ops;
	MemoryContext context;
	CvHead	   *head;			/* as in the flat form, of ops->head_size bytes */
	CvHead	   *flat;			/* the flat form, if it was asked for since the last change */
	CvCustomers *customers;		/* of aggregates that remember customers; */
	struct CvRows *rows;		/* of those that count rows of numbers: rows.c */
} CvLive;

/*
 * What a room tells of its states.  The flat form has its head, which begins with a CvHead, and a log: what the rows
 * added, one after the other, as the room encodes it.
 */
struct CvStateOps
{
	Size		head_size;		/* a multiple of 8 */
	Size		(*head_bytes) (const CvHead *head); /* the same, of heads that say how long they
													 * are; or NULL */
	Size		live_size;
	const CvCustomerOps *customers; /* the log is of customers: then add is NULL, and begin and
									 * flatten may be */
	void		(*begin) (CvLive *live);	/* makes it empty, but for the head; allocates in
											 * live->context */
	void		(*add) (CvLive *live, CvReader *log);	/* adds the entries of a log, or fails the
														 * reader */
	void		(*absorb) (CvLive *live, const CvHead *closed); /* adds a closed value; NULL where
																 * there are none */
	void		(*join) (CvHead *into, const CvHead *from); /* adds what heads know, and refuses
															 * what cannot be combined; unit, kind
															 * of key and last day are core's
															 * affair.  May be NULL. */
	CvHead	   *(*flatten) (CvLive *live);	/* the flat form, open or closed, in the current
											 * context */
	int			(*row_width) (const CvHead *head);	/* of rows of numbers, */
	Size		(*row_tail) (const CvHead *head);	/* how many bytes a closed value has behind
													 * them, NULL for none, */
	const char *(*row_problem) (const CvHead *head, const double *row); /* and why such a row
																		 * cannot be one, or NULL */
	CvHead	   *(*close) (CvLive *live);	/* the value, in the current context; it may be asked
											 * for again */
};

/* A state in a call of a transition or combine function */
typedef struct CvState
{
	FunctionCallInfo fcinfo;
	const CvStateOps *ops;
	CvHead	   *head;			/* NULL: there is no state yet */
	CvLive	   *live;			/* NULL: it is flat */
	uint64		payload[CV_MAX_PAYLOAD / sizeof(uint64)];	/* of a row, while it is flat */
	CvNaming	naming;			/* of the row's customer, until the row is put */
} CvState;

/* A flat state in argument 0, to be written: the executor's own, or a copy in the current context where that cannot be written */
extern CvHead *cv_state_flat_arg(FunctionCallInfo fcinfo);

/* Free the flat form that was asked for */
extern void cv_state_forget_flat(CvLive *live);

/*
 * The state in argument 0 of a transition, to be written: state is a struct of the caller's, and state->head is NULL where there is none.
 * Most are live, and these are read without a call.
 */
static inline void
cv_state_begin(CvState *state, FunctionCallInfo fcinfo, const CvStateOps *ops)
{
	cv_require_aggregate(fcinfo);
	state->fcinfo = fcinfo;
	state->ops = ops;
	state->head = NULL;
	state->live = NULL;
	cv_begin_no_naming(&state->naming);
	if (PG_ARGISNULL(0))
		return;
	if (unlikely(!VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0))))
	{
		state->head = cv_state_flat_arg(fcinfo);
		return;
	}
	state->live = (CvLive *) DatumGetEOHP(PG_GETARG_DATUM(0));
	Assert(state->live->ops == ops);
	state->head = state->live->head;
	if (unlikely(state->live->flat))
		cv_state_forget_flat(state->live);
}

/*
 * An empty flat state where there was none, in the current context, from which the executor copies it.  Returns its head, all zero but for
 * what every state has, which the room fills in before the next call.  The head moves whenever something is logged or put: after that it is
 * state->head.  cv_state_new_head() is for heads that are longer than ops say, and cv_state_new_of_customers() has set unit and kind of key,
 * that of argument 1.
 */
extern void *cv_state_new(CvState *state);
extern void *cv_state_new_head(CvState *state, Size bytes);
extern void *cv_state_new_of_customers(CvState *state, CvUnit unit);

/*
 * The state of a transition from (state, customer, ...): a new one with this unit where there was none.  One whose customers have another
 * type than argument 1 is refused, for they would be read as what they are not: somebody began an aggregate with it (INITCOND).  It is
 * flat then; a live one was flat before.
 */
static inline void
cv_state_of_customers(CvState *state, CvUnit unit)
{
	if (state->head == NULL)
		cv_state_new_of_customers(state, unit);
	else if (state->live == NULL)
		cv_check_same_key((CvKeyKind) state->head->key_kind, cv_key_kind(cv_arg_type(state->fcinfo, 1)));
}

/* Add a copy of an entry, as the room's logs have it.  The state may become live by that. */
extern void cv_state_log(CvState *state, const uint8 *entry, Size bytes);

/*
 * Room behind the log of the flat state in argument 0, for an entry that the caller writes there at once, or NULL where cv_state_begin() has to
 * look.  The state must be there.  What is returned then is argument 0.
 */
static inline uint8 *
cv_state_flat_room(FunctionCallInfo fcinfo, Size bytes)
{
	CvHead	   *head = (CvHead *) PG_GETARG_POINTER(0);
	uint8	   *room;

	if (!VARATT_IS_4B_U(head) || !head->open || head->used + bytes > VARSIZE(head))
		return NULL;
	room = (uint8 *) head + head->used;
	head->used += (int32) bytes;
	return room;
}

/* Of cv_state_put() */
extern void cv_state_put_flat(CvState *state, CvKey key, const void *payload);

/*
 * Add to what a customer has; the key and the payload are copied.  In a live state they wait for others, over many calls: what the payload
 * points to must live until the table is flushed, so that of a transition points nowhere.
 */
static inline void
cv_state_put(CvState *state, CvKey key, const void *payload)
{
	cv_end_naming(&state->naming);	/* from here on, other rows are read and merged, too */
	if (likely(state->live != NULL))
		cv_customers_put(state->live->customers, key, payload);
	else
		cv_state_put_flat(state, key, payload);
}

/*
 * Where a transition best builds what cv_state_put() takes, which is to come next.  Nothing is there yet, not even zeros.  Built elsewhere it
 * would be copied at once, and processors wait when they read 16 bytes at a time what has just been written by fours.
 */
static inline void *
cv_state_payload(CvState *state)
{
	return state->live ? cv_customers_next(state->live->customers) : (void *) state->payload;
}

/* What the transition returns: the state, which the executor copies if it is flat, or NULL where there is none */
static inline Datum
cv_state_end(CvState *state)
{
	FunctionCallInfo fcinfo = state->fcinfo;

	cv_end_naming(&state->naming);
	if (state->head == NULL)
		PG_RETURN_NULL();
	if (likely(state->live != NULL))
		PG_RETURN_DATUM(EOHPGetRWDatum(&state->live->header));
	PG_RETURN_POINTER(state->head);
}

/* How long a head is */
static inline Size
cv_head_bytes(const CvStateOps *ops, const CvHead *head)
{
	return ops->head_bytes ? ops->head_bytes(head) : ops->head_size;
}

/*
 * The unit in argument n of a transition, which must be that of its state, if there is one; of a row that is skipped it need only be
 * a unit, or the order of rows would decide whether it is refused
 */
static inline CvUnit
cv_unit_of_state(FunctionCallInfo fcinfo, int n, const CvHead *head, bool skipped)
{
	CvUnit		known = head ? (CvUnit) head->unit : CV_DAY;

	if (head && cv_args_are_constant(fcinfo, n))
		return known;
	return cv_unit_arg(fcinfo, n, head && !skipped ? &known : NULL);
}

/*
 * Begin a transition whose rows are events of customers, by the unit in argument n.  False where the row is skipped: then
 * cv_state_end() is all that is left to do; else there is a head, which has the unit and the kind of key, and errors name the customer in argument 1.
 */
static inline bool
cv_state_begin_event(CvState *state, FunctionCallInfo fcinfo, const CvStateOps *ops, int n, bool skipped)
{
	CvUnit		unit;

	cv_state_begin(state, fcinfo, ops);
	unit = cv_unit_of_state(fcinfo, n, state->head, skipped);
	if (skipped)
		return false;
	cv_state_of_customers(state, unit);
	cv_begin_naming_row(&state->naming, fcinfo);
	return true;
}

/*
 * The state in argument 0 of a transition, where it is live and needs no more than a row that is added, as in nearly all calls; else NULL,
 * and cv_state_begin() looks.  What is returned then is argument 0.
 */
static inline CvLive *
cv_state_live(FunctionCallInfo fcinfo)
{
	CvLive	   *live;

	if (PG_ARGISNULL(0) || !VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
		return NULL;
	cv_require_aggregate(fcinfo);
	live = (CvLive *) DatumGetEOHP(PG_GETARG_DATUM(0));
	return live->flat ? NULL : live;
}

/* The same of events: the row is not skipped, and the arguments from n on are the same in every call. */
static inline CvLive *
cv_state_live_of_event(FunctionCallInfo fcinfo, int n, bool skipped)
{
	const CvCall *call = fcinfo->flinfo->fn_extra;

	return skipped || call == NULL || call->first != n || !call->constant ? NULL : cv_state_live(fcinfo);
}

/* What a row of arguments is to its customer, as payload, and to the head of the state */
typedef void (*CvSetEvent) (FunctionCallInfo fcinfo, CvHead *head, void *payload);

/* Of cv_add_event(), where it has to look */
extern Datum cv_add_first_event(FunctionCallInfo fcinfo, const CvStateOps *ops, int n, bool skipped, CvSetEvent set);

/* A whole transition whose rows are events of the customers in argument 1, by the unit in argument n: inlined, with set, it takes few calls. */
static inline Datum
cv_add_event(FunctionCallInfo fcinfo, const CvStateOps *ops, int n, bool skipped, CvSetEvent set)
{
	CvLive	   *live = cv_state_live_of_event(fcinfo, n, skipped);
	CvNaming	naming;
	void	   *payload;

	if (unlikely(live == NULL))
		return cv_add_first_event(fcinfo, ops, n, skipped, set);
	payload = cv_customers_next(live->customers);
	cv_begin_naming_row(&naming, fcinfo);
	set(fcinfo, live->head, payload);
	cv_end_naming(&naming);
	cv_customers_put(live->customers, cv_key_arg(fcinfo, 1, (CvKeyKind) live->head->key_kind), payload);
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/*
 * The combine function, and the transition of rollup.  Argument 1 is added to the state in argument 0, which keeps no pointer to it, or becomes
 * the state where there is none: then the executor copies it.
 */
extern Datum cv_state_combine(FunctionCallInfo fcinfo, const CvStateOps *ops);
extern Datum cv_state_merge(FunctionCallInfo fcinfo, const CvStateOps *ops);

/*
 * The state in argument 0 of a final function, live, or NULL.  It is the aggregate's own or, made of a flat one, one for this call in the
 * current context.  As nobody knows which, nothing may be added to it; rows may be put in order, for that changes no value.
 */
extern CvLive *cv_state_live_arg(FunctionCallInfo fcinfo, const CvStateOps *ops);

/* The final function, and +: a closed value in the current context or, if nothing has to be done, an argument itself; or NULL */
extern Datum cv_state_final(FunctionCallInfo fcinfo, const CvStateOps *ops);
extern Datum cv_state_add(FunctionCallInfo fcinfo, const CvStateOps *ops);

/* The function <name>_<does> of SQL: final, combine, merge (of rollup) and add (of +) */
#define CV_STATE_FUNCTION(name, does, ops) \
	CV_FUNCTION(name##_##does, cv_state_##does(fcinfo, &(ops)))

/* All of them, of a type whose states are open */
#define CV_STATE_FUNCTIONS(type, ops) \
	CV_STATE_FUNCTION(type, combine, ops); \
	CV_STATE_FUNCTION(type, merge, ops); \
	CV_STATE_FUNCTION(type, final, ops); \
	CV_STATE_FUNCTION(type, add, ops)

/*
 * For flatten: begin a string in the current context with the head of the state, behind which the room writes its log, and end it.  The flat
 * form is the bytes of the string, which must be neither freed nor appended to then.
 */
extern void cv_begin_flat(StringInfo bytes, const CvLive *live);
extern CvHead *cv_end_flat(StringInfo bytes);

/* The flat form of a state whose customers are all in its table; it is what flatten does where the ops say nothing. */
extern CvHead *cv_flatten_customers(CvLive *live);

/* An empty state with a copy of this head.  It is all in live->context, which is new and goes with the parent, or is deleted before. */
extern CvLive *cv_live_new(MemoryContext parent, const CvStateOps *ops, const CvHead *head);

/* Add what a flat value has, open or closed.  Its bytes are copied: it may go afterwards.  One that is foreign is only tried. */
extern void cv_live_load(CvLive *live, const CvHead *value, bool foreign);
pg_noreturn extern void cv_refuse_log(void);

/* The closed value, new in the current context, or NULL if nothing is in it.  The state stays as it is, and can be closed again. */
extern void *cv_live_close(CvLive *live);

/* The log of an open value whose head is written or read already.  Returns value when it is written, a new one when it is read; never NULL. */
extern void *cv_form_log(CvForm *form, const CvStateOps *ops, CvHead *head, CvHead *value);

#endif
