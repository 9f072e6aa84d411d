/*
 * ledger.c
 *		The type ledger_tally, and the aggregates that make it in one pass over payments.
 *
 * Rows where the customer, the time or the amount is NULL are skipped; no rows, or only such, give NULL.
 * NaN, infinite amounts and infinite times are errors; negative amounts, credits, are not: they lower
 * what the customer pays in the period.  Rows of a customer and period add up, exactly, so the
 * order of rows, the number of workers and repeated merging leave no trace.
 */
#include "revenue/ledger.h"

#include "core/aggregate.h"
#include "core/form.h"
#include "core/json.h"
#include "core/varint.h"
#include "libpq/pqformat.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/uuid.h"

#define TYPE_NAME		"ledger_tally"
#define STEP_MAX		5		/* bytes of a step from one period to another */
#define ENTRY_MAX		(STEP_MAX + CV_WIDE_MAX)
#define HERE_MAX		40		/* an account is a line of the processor's cache, with a key of 8
								 * bytes */
#define FIRST_ROOM		128
#define ROUGH_ROOM		256		/* bytes of entries that may grow without being put in order */

/* ---------- what a customer paid, in the customer table ---------- */

/*
 * Entries are appended as they come: the period, counted from that of the one before or, if it is
 * the first, from 0, and the amount.  The first few lie in the account itself.
 */
typedef struct Account
{
	int32		used;			/* bytes of entries */
	int32		room;			/* for them elsewhere; 0 if they are here */
	int32		last;			/* period of the last entry */
	uint8		scale;			/* of amounts */
	bool		in_order;		/* of periods, all different */
	union
	{
		uint8		here[HERE_MAX];
		uint8	   *elsewhere;
	}			u;
} Account;

static inline uint8 *
AccountBytes(Account *account)
{
	return account->room > 0 ? account->u.elsewhere : account->u.here;
}

static inline CvReader
AccountReader(const Account *account)
{
	const uint8 *bytes = AccountBytes(unconstify(Account *, account));
	CvReader	reader = {bytes, bytes + account->used, false};

	return reader;
}

static inline int
MaxEntries(const Account *account)
{
	return account->used / 2 + 1;	/* an entry has two bytes, were the last one cut off */
}

/* The entries in order, with as many decimals as asked for; how many */
static int
Settle(const Account *account, int scale, bool for_keeps, CvEntry *entries)
{
	CvReader	reader = AccountReader(account);
	int64		period = 0;
	int			n = 0;

	while (reader.next < reader.end)
	{
		period += cv_get_signed(&reader);
		entries[n].at = (int32) period;
		entries[n++].amount = cv_rescale(cv_get_wide(&reader), scale - account->scale);
	}
	return cv_settle_entries(entries, n, account->in_order, for_keeps);
}

static int
Encode(const CvEntry *entries, int n, uint8 *bytes)
{
	int			used = 0;

	for (int i = 0; i < n; i++)
	{
		used += cv_write_signed(bytes + used, (int64) entries[i].at - (i > 0 ? entries[i - 1].at : 0));
		used += cv_write_wide(bytes + used, entries[i].amount);
	}
	return used;
}

void
cv_check_ledger_span(int64 first, int64 last)
{
	if (last - first >= MAX_LEDGER_SPAN)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the revenue ledger spans more than %d periods", MAX_LEDGER_SPAN),
				 errhint("Use a longer unit.")));
}

static bool
AllDiffer(const CvEntry *entries, int n)
{
	for (int i = 1; i < n; i++)
		if (entries[i].at == entries[i - 1].at)
			return false;
	return true;
}

/* Move the entries to where there is room for more bytes of them */
static void
Move(Account *account, const uint8 *entries, int more, MemoryContext context)
{
	int			room = (int) pg_nextpower2_32(Max(FIRST_ROOM, account->used + more));
	uint8	   *bytes = MemoryContextAlloc(context, room);

	memcpy(bytes, entries, account->used);
	if (account->room > 0)
		pfree(account->u.elsewhere);
	account->u.elsewhere = bytes;
	account->room = room;
}

/* Put the entries in order, with as many decimals as asked for; there is room for half as many again, and more bytes */
static void
Rewrite(Account *account, int scale, int more, MemoryContext context)
{
	CvEntry    *entries = MemoryContextAllocHuge(context, (Size) MaxEntries(account) * sizeof(CvEntry));
	int			n = Settle(account, scale, false, entries);
	uint8	   *bytes;

	cv_check_ledger_span(entries[0].at, entries[n - 1].at);
	bytes = MemoryContextAlloc(context, n * ENTRY_MAX);
	account->used = Encode(entries, n, bytes);
	account->last = entries[n - 1].at;
	account->scale = scale;
	account->in_order = AllDiffer(entries, n);
	Move(account, bytes, account->used / 2 + more, context);
	pfree(bytes);
	pfree(entries);
}

static inline void
MakeRoom(Account *account, int more, MemoryContext context)
{
	if (account->used + more <= Max(account->room, HERE_MAX))
		return;
	if (account->used + more <= ROUGH_ROOM)
		Move(account, AccountBytes(account), more, context);
	else
		Rewrite(account, account->scale, more, context);
}

/* from may be a view of bytes that belong to others */
static void
CopyAccount(Account *into, const Account *from, MemoryContext context)
{
	*into = *from;
	into->room = 0;
	if (from->used > HERE_MAX)
		Move(into, from->u.elsewhere, 0, context);
	else if (from->room > 0)
		memcpy(into->u.here, from->u.elsewhere, from->used);
}

/* Entries in the same scale */
static void
AppendEntries(Account *into, const Account *from, MemoryContext context)
{
	CvReader	reader = AccountReader(from);
	int32		first = (int32) cv_get_signed(&reader);
	int			rest = (int) (reader.end - reader.next);
	uint8	   *bytes;

	MakeRoom(into, STEP_MAX + rest, context);
	bytes = AccountBytes(into);
	into->in_order = into->in_order && from->in_order && first > into->last;
	into->used += cv_write_signed(bytes + into->used, (int64) first - into->last);
	memcpy(bytes + into->used, reader.next, rest);
	into->used += rest;
	into->last = from->last;
}

static void
AppendRescaled(Account *into, const Account *from, MemoryContext context)
{
	Account		copy;

	CopyAccount(&copy, from, context);
	if (copy.scale < into->scale)
		Rewrite(&copy, into->scale, 0, context);
	else
		Rewrite(into, copy.scale, 0, context);
	AppendEntries(into, &copy, context);
	if (copy.room > 0)
		pfree(copy.u.elsewhere);
}

static bool
MergeAccount(void *into, const void *from, MemoryContext context)
{
	Account    *a = into;
	const Account *b = from;

	if (a->used == 0)
		CopyAccount(a, b, context);
	else if (a->scale == b->scale)
		AppendEntries(a, b, context);
	else
		AppendRescaled(a, b, context);
	return a->room > 0;
}

/* Where the next entry goes or, if there is none, where reading begins */
static void
PrefetchAccount(const void *payload, const void *from)
{
	const Account *account = payload;

	if (account->room > 0)
		__builtin_prefetch(account->u.elsewhere + (from ? account->used : 0), 1);
}

static void
WriteBytes(StringInfo bytes, const Account *account)
{
	cv_customers_room(bytes, account->used);
	cv_put_varint(bytes, account->scale * 2 + account->in_order);
	cv_put_signed(bytes, account->last);
	cv_put_varint(bytes, account->used);
	appendBinaryStringInfoNT(bytes, (const char *) AccountBytes(unconstify(Account *, account)), account->used);
}

/* What writing a ledger for keeps needs, and learns */
typedef struct Writing
{
	int			scale;
	int64		first;
	int64		last;
	CvEntry    *entries;
	uint8	   *bytes;
	int			room;			/* entries that there is room for */
} Writing;

static void
MakeWritingRoom(Writing *writing, int entries)
{
	if (entries <= writing->room)
		return;
	writing->room = (int) pg_nextpower2_32(Max(entries, FIRST_ROOM));
	writing->entries = palloc_extended((Size) writing->room * sizeof(CvEntry), MCXT_ALLOC_HUGE);
	writing->bytes = palloc_extended((Size) writing->room * ENTRY_MAX, MCXT_ALLOC_HUGE);
}

static void
WriteAccount(StringInfo bytes, const void *payload, void *arg)
{
	Account		settled = *(const Account *) payload;
	Writing    *writing = arg;
	int			n;

	if (writing == NULL)
	{
		WriteBytes(bytes, payload);
		return;
	}
	MakeWritingRoom(writing, MaxEntries(payload));
	n = Settle(payload, writing->scale, true, writing->entries);
	settled.used = Encode(writing->entries, n, writing->bytes);
	settled.last = writing->entries[n - 1].at;
	settled.scale = writing->scale;
	settled.in_order = true;
	settled.u.elsewhere = writing->bytes;
	settled.room = 1;
	WriteBytes(bytes, &settled);
	writing->first = Min(writing->first, writing->entries[0].at);
	writing->last = Max(writing->last, settled.last);
}

/* A view of the bytes */
static void
ReadAccount(CvReader *reader, void *payload)
{
	Account    *account = payload;
	uint64		head = cv_get_varint(reader);
	uint64		used;

	account->scale = (uint8) (head / 2);
	account->in_order = head % 2;
	account->last = (int32) cv_get_signed(reader);
	used = cv_get_varint(reader);
	if (used < 2 || used > (uint64) (reader->end - reader->next))
	{
		reader->failed = true;
		return;
	}
	account->used = (int32) used;
	account->room = 1;
	account->u.elsewhere = unconstify(uint8 *, reader->next);
	reader->next += used;
}

static const CvCustomerOps AccountOps = {
	sizeof(Account), MergeAccount, PrefetchAccount, WriteAccount, ReadAccount
};

/* ---------- ledgers ---------- */

typedef struct LedgerState
{
	CvKeyKind	key_kind;
	Oid			time_type;		/* of the rows of this process */
	CvUnit		unit;
	int			scale;
	CvCustomers *customers;
} LedgerState;

static LedgerState *
NewState(MemoryContext context, CvKeyKind key_kind, CvUnit unit)
{
	LedgerState *state = MemoryContextAllocZero(context, sizeof(LedgerState));

	state->key_kind = key_kind;
	state->unit = unit;
	state->customers = cv_customers_create(context, key_kind, &AccountOps);
	return state;
}

static LedgerState *
NewAggregateState(FunctionCallInfo fcinfo, CvKeyKind key_kind, CvUnit unit)
{
	MemoryContext context;

	(void) AggCheckCallContext(fcinfo, &context);
	return NewState(context, key_kind, unit);
}

static inline void
PutEntry(LedgerState *state, CvKey key, int32 period, int128 amount, int scale)
{
	Account		account;		/* most bytes of which are never looked at */

	account.used = cv_write_signed(account.u.here, period);
	account.used += cv_write_wide(account.u.here + account.used, amount);
	account.room = 0;
	account.last = period;
	account.scale = scale;
	account.in_order = true;
	cv_customers_put(state->customers, key, &account);
}

/* The ledger for keeps, or what a worker sends of it */
static RevenueLedger *
LedgerOf(const LedgerState *state, bool for_keeps)
{
	Writing		writing = {state->scale, PG_INT32_MAX, PG_INT32_MIN, NULL, NULL, 0};
	StringInfoData bytes;
	RevenueLedger *ledger;

	initStringInfo(&bytes);
	memset(bytes.data, 0, sizeof(RevenueLedger));
	bytes.len = offsetof(RevenueLedger, customers);
	if (for_keeps)
	{
		cv_customers_write_sorted(state->customers, &bytes, &writing);
		cv_check_ledger_span(writing.first, writing.last);
	}
	else
		cv_customers_write(state->customers, &bytes, NULL);
	ledger = (RevenueLedger *) bytes.data;
	SET_VARSIZE(ledger, bytes.len);
	ledger->unit = state->unit;
	ledger->key_kind = state->key_kind;
	ledger->scale = state->scale;
	ledger->first = (int32) writing.first;
	ledger->last = (int32) writing.last;
	return ledger;
}

static CvReader
LedgerReader(const RevenueLedger *ledger)
{
	CvReader	reader = {ledger->customers, (const uint8 *) ledger + VARSIZE(ledger), false};

	return reader;
}

static void
AddLedger(LedgerState *state, const RevenueLedger *ledger)
{
	CvReader	reader = LedgerReader(ledger);

	cv_check_same_unit(state->unit, (CvUnit) ledger->unit);
	if (state->key_kind != ledger->key_kind)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("ledgers of %s and of %s customers cannot be combined",
						cv_key_kind_name(state->key_kind), cv_key_kind_name((CvKeyKind) ledger->key_kind)),
				 errhint("Make every ledger with the same type of customer.")));
	state->scale = Max(state->scale, ledger->scale);
	cv_customers_read(state->customers, &reader);
}

typedef struct Visit
{
	const RevenueLedger *ledger;
	LedgerVisitor visit;
	void	   *arg;
	Writing		room;
} Visit;

static void
VisitAccount(CvKey key, const void *payload, void *arg)
{
	Visit	   *visit = arg;
	int			n;

	MakeWritingRoom(&visit->room, MaxEntries(payload));
	n = Settle(payload, visit->ledger->scale, true, visit->room.entries);
	visit->visit(key, visit->room.entries, n, visit->arg);
}

/* In the order of their keys */
void
cv_ledger_visit(const RevenueLedger *ledger, LedgerVisitor visit, void *arg)
{
	Visit		all = {ledger, visit, arg, {0}};
	CvReader	reader = LedgerReader(ledger);

	cv_customers_scan((CvKeyKind) ledger->key_kind, &AccountOps, &reader, VisitAccount, &all);
}

/* ---------- text, binary, jsonb ---------- */

static CvKeyKind
ReadKeyKind(JsonbContainer *object)
{
	char	   *name = cv_json_string(object, "key", TYPE_NAME);

	for (CvKeyKind kind = CV_KEY_BIGINT; kind <= CV_KEY_TEXT; kind++)
		if (strcmp(name, cv_key_kind_name(kind)) == 0)
			return kind;
	cv_bad_text(TYPE_NAME, "The key must be bigint, uuid or text.");
}

static CvKey
ReadCustomer(JsonbContainer *object, CvKeyKind kind)
{
	CvKey		key = {0, 0};
	int128		number;
	char	   *string;

	if (kind == CV_KEY_BIGINT)
	{
		number = cv_json_decimal(object, "customer", 0, TYPE_NAME);
		if (number < PG_INT64_MIN || number > PG_INT64_MAX)
			cv_bad_text(TYPE_NAME, "A customer is out of the range of bigint.");
		key.a = (uint64) (int64) number;
		return key;
	}
	string = cv_json_string(object, "customer", TYPE_NAME);
	if (kind == CV_KEY_UUID)
		memcpy(&key, DatumGetUUIDP(DirectFunctionCall1(uuid_in, CStringGetDatum(string)))->data, sizeof(key));
	else
	{
		key.a = (uint64) (uintptr_t) string;
		key.b = strlen(string);
	}
	return key;
}

/* A customer's periods, which count from the first one of the ledger, and amounts */
static void
ReadEntries(JsonbContainer *object, LedgerState *state, int64 first)
{
	CvKey		key = ReadCustomer(object, state->key_kind);
	int			n = cv_json_size(object, "periods", TYPE_NAME);
	int128	   *periods = palloc_extended((n + 1) * sizeof(int128), MCXT_ALLOC_HUGE);
	int128	   *amounts = palloc_extended((n + 1) * sizeof(int128), MCXT_ALLOC_HUGE);

	cv_json_decimals(object, "periods", 0, n, periods, TYPE_NAME);
	cv_json_decimals(object, "amounts", state->scale, n, amounts, TYPE_NAME);
	cv_json_only(object, 3, TYPE_NAME);
	if (n == 0)
		cv_bad_text(TYPE_NAME, "Every customer must have a period.");
	for (int i = 0; i < n; i++)
	{
		if (periods[i] < 0 || periods[i] >= MAX_LEDGER_SPAN || !cv_period_is_valid(state->unit, first + (int64) periods[i]))
			cv_bad_text(TYPE_NAME, "The periods must lie between 0 and 99999, and within the range of dates.");
		PutEntry(state, key, (int32) (first + (int64) periods[i]), amounts[i], state->scale);
	}
	pfree(periods);
	pfree(amounts);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_in);
Datum
cvsql_ledger_tally_in(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = cv_json_object(PG_GETARG_CSTRING(0), TYPE_NAME);
	CvUnit		unit = cv_json_unit(object, "unit", TYPE_NAME);
	LedgerState *state = NewState(CurrentMemoryContext, ReadKeyKind(object), unit);
	DateADT		first = cv_json_day(object, "first", TYPE_NAME);
	int			n = cv_json_size(object, "customers", TYPE_NAME);

	state->scale = cv_json_scale(object, TYPE_NAME);
	cv_json_only(object, 5, TYPE_NAME);
	if (cv_period_start(unit, cv_period_of_day(unit, first)) != first)
		cv_bad_text(TYPE_NAME, "\"first\" must be the first day of a period.");
	if (n == 0)
		cv_bad_text(TYPE_NAME, "There must be a customer.");
	for (int i = 0; i < n; i++)
		ReadEntries(cv_json_element(object, "customers", i, TYPE_NAME), state, cv_period_of_day(unit, first));
	PG_RETURN_POINTER(LedgerOf(state, true));
}

typedef struct Printing
{
	const RevenueLedger *ledger;
	StringInfoData text;
	const char *separator;
} Printing;

static void
PrintCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Printing   *printing = arg;
	StringInfo text = &printing->text;
	char	   *name = cv_key_text((CvKeyKind) printing->ledger->key_kind, key);

	appendStringInfo(text, "%s{\"customer\": ", printing->separator);
	if (printing->ledger->key_kind == CV_KEY_BIGINT)
		appendStringInfoString(text, name);
	else
		escape_json(text, name);
	appendStringInfoString(text, ", \"periods\": [");
	for (int i = 0; i < n; i++)
		appendStringInfo(text, i > 0 ? ", %d" : "%d", entries[i].at - printing->ledger->first);
	appendStringInfoString(text, "], \"amounts\": [");
	for (int i = 0; i < n; i++)
	{
		appendStringInfoString(text, i > 0 ? ", " : "");
		cv_append_decimal(text, entries[i].amount, printing->ledger->scale);
	}
	appendStringInfoString(text, "]}");
	printing->separator = ", ";
	pfree(name);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_out);
Datum
cvsql_ledger_tally_out(PG_FUNCTION_ARGS)
{
	RevenueLedger *ledger = PG_GETARG_LEDGER(0);
	Printing	printing = {ledger, {0}, ""};

	initStringInfo(&printing.text);
	appendStringInfo(&printing.text, "{\"unit\": \"%s\", \"key\": \"%s\", \"first\": \"%s\", \"scale\": %d, \"customers\": [",
					 cv_unit_name((CvUnit) ledger->unit), cv_key_kind_name((CvKeyKind) ledger->key_kind),
					 cv_day_text(cv_period_start((CvUnit) ledger->unit, ledger->first)), ledger->scale);
	cv_ledger_visit(ledger, PrintCustomer, &printing);
	appendStringInfoString(&printing.text, "]}");
	PG_RETURN_CSTRING(printing.text.data);
}

static void
SendKey(StringInfo message, CvKeyKind kind, CvKey key)
{
	if (kind == CV_KEY_BIGINT)
		pq_sendint64(message, key.a);
	else if (kind == CV_KEY_UUID)
		pq_sendbytes(message, (char *) &key, sizeof(key));
	else
		cv_send_text(message, (const char *) (uintptr_t) key.a, (int) key.b);
}

static void
SendCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Printing   *printing = arg;

	SendKey(&printing->text, (CvKeyKind) printing->ledger->key_kind, key);
	pq_sendint32(&printing->text, n);
	for (int i = 0; i < n; i++)
	{
		pq_sendint32(&printing->text, entries[i].at);
		cv_send_int128(&printing->text, entries[i].amount);
	}
}

/* The customers end where the message does */
PG_FUNCTION_INFO_V1(cvsql_ledger_tally_send);
Datum
cvsql_ledger_tally_send(PG_FUNCTION_ARGS)
{
	RevenueLedger *ledger = PG_GETARG_LEDGER(0);
	Printing	printing = {ledger, {0}, ""};

	pq_begintypsend(&printing.text);
	pq_sendbyte(&printing.text, ledger->unit);
	pq_sendbyte(&printing.text, ledger->key_kind);
	pq_sendbyte(&printing.text, ledger->scale);
	cv_ledger_visit(ledger, SendCustomer, &printing);
	PG_RETURN_BYTEA_P(pq_endtypsend(&printing.text));
}

static CvKey
ReceiveKey(StringInfo message, CvKeyKind kind)
{
	CvKey		key = {0, 0};
	int			length;

	if (kind == CV_KEY_BIGINT)
		key.a = pq_getmsgint64(message);
	else if (kind == CV_KEY_UUID)
		memcpy(&key, pq_getmsgbytes(message, sizeof(key)), sizeof(key));
	else
	{
		key.a = (uint64) (uintptr_t) pq_getmsgtext(message, (int) pq_getmsgint(message, 4), &length);
		key.b = length;
	}
	return key;
}

static void
ReceiveCustomer(StringInfo message, LedgerState *state)
{
	CvKey		key = ReceiveKey(message, state->key_kind);
	int32		n = (int32) pq_getmsgint(message, 4);

	if (n < 1)
		cv_bad_binary(TYPE_NAME, "Every customer must have a period.");
	for (int i = 0; i < n; i++)
	{
		int32		period = (int32) pq_getmsgint(message, 4);

		if (!cv_period_is_valid(state->unit, period))
			cv_bad_binary(TYPE_NAME, "The periods pass the range of dates.");
		PutEntry(state, key, period, cv_receive_int128(message), state->scale);
	}
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_recv);
Datum
cvsql_ledger_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			unit = pq_getmsgbyte(message);
	int			key_kind = pq_getmsgbyte(message);
	int			scale = pq_getmsgbyte(message);
	LedgerState *state;

	if (unit >= CV_UNITS || key_kind > CV_KEY_TEXT || scale > CV_MAX_SCALE || message->cursor == message->len)
		cv_bad_binary(TYPE_NAME, "The unit, the type of the key or the scale is none, or there is no customer.");
	state = NewState(CurrentMemoryContext, (CvKeyKind) key_kind, (CvUnit) unit);
	state->scale = scale;
	while (message->cursor < message->len)
		ReceiveCustomer(message, state);
	PG_RETURN_POINTER(LedgerOf(state, true));
}

/* ---------- aggregates ---------- */

/* Transition from (state, customer, at, amount, unit), for every type of customer and time */
PG_FUNCTION_INFO_V1(cvsql_ledger_accum);
Datum
cvsql_ledger_accum(PG_FUNCTION_ARGS)
{
	LedgerState *state = cv_state_arg(fcinfo, 0);
	CvUnit		unit;
	DateADT		day;
	int			scale;
	int128		amount;

	cv_require_aggregate(fcinfo);
	unit = cv_unit_arg(fcinfo, 4, state ? &state->unit : NULL);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return cv_return_state(fcinfo, state);
	if (state == NULL)
	{
		state = NewAggregateState(fcinfo, cv_key_kind(get_fn_expr_argtype(fcinfo->flinfo, 1)), unit);
		state->time_type = get_fn_expr_argtype(fcinfo->flinfo, 2);
	}
	day = cv_day_arg(fcinfo, 2, state->time_type);
	amount = cv_amount_arg(fcinfo, 3, &scale);
	PutEntry(state, cv_key_arg(fcinfo, 1, state->key_kind), cv_period_of_day(unit, day), amount, scale);
	state->scale = Max(state->scale, scale);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_serialize);
Datum
cvsql_ledger_serialize(PG_FUNCTION_ARGS)
{
	cv_require_aggregate(fcinfo);
	PG_RETURN_POINTER(LedgerOf((LedgerState *) PG_GETARG_POINTER(0), false));
}

/* The bytes are left as they are: combining reads them into the other state */
PG_FUNCTION_INFO_V1(cvsql_ledger_deserialize);
Datum
cvsql_ledger_deserialize(PG_FUNCTION_ARGS)
{
	cv_require_aggregate(fcinfo);
	PG_RETURN_POINTER(PG_GETARG_BYTEA_P(0));
}

/* Transition of rollup from (state, ledger), and combine function, which gets what cvsql_ledger_deserialize() passes on */
PG_FUNCTION_INFO_V1(cvsql_ledger_merge);
Datum
cvsql_ledger_merge(PG_FUNCTION_ARGS)
{
	LedgerState *state = cv_state_arg(fcinfo, 0);
	RevenueLedger *ledger;

	cv_require_aggregate(fcinfo);
	if (PG_ARGISNULL(1))
		return cv_return_state(fcinfo, state);
	ledger = PG_GETARG_LEDGER(1);
	if (state == NULL)
		state = NewAggregateState(fcinfo, (CvKeyKind) ledger->key_kind, (CvUnit) ledger->unit);
	AddLedger(state, ledger);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_final);
Datum
cvsql_ledger_final(PG_FUNCTION_ARGS)
{
	LedgerState *state = cv_state_arg(fcinfo, 0);

	cv_require_aggregate(fcinfo);
	return cv_return_state(fcinfo, state ? LedgerOf(state, true) : NULL);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_add);
Datum
cvsql_ledger_tally_add(PG_FUNCTION_ARGS)
{
	RevenueLedger *a;
	LedgerState *state;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	a = PG_GETARG_LEDGER(0);
	state = NewState(CurrentMemoryContext, (CvKeyKind) a->key_kind, (CvUnit) a->unit);
	AddLedger(state, a);
	AddLedger(state, PG_GETARG_LEDGER(1));
	PG_RETURN_POINTER(LedgerOf(state, true));
}
