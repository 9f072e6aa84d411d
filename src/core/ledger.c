/*
 * ledger.c
 *		The type ledger_tally, and its state while it is made in one pass over payments.
 */
#include "core/ledger.h"

#include "core/account.h"
#include "core/aggregate.h"
#include "core/bytes.h"
#include "core/span.h"
#include "core/type.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define HEAD_SIZE		offsetof(LedgerTally, customers)

/* ---------- the bytes of a value ---------- */

/* The head tells the unit, the kind of key and the last day */
void
cv_begin_ledger(CvLedgerWriter *writer, const CvHead *head, int scale)
{
	LedgerTally *ledger = cv_new_value(HEAD_SIZE);

	ledger->head.unit = head->unit;
	ledger->head.key_kind = head->key_kind;
	ledger->head.last_seen = head->last_seen;
	ledger->scale = scale;
	ledger->first = PG_INT32_MAX;
	ledger->last = PG_INT32_MIN;
	memcpy(&writer->head, ledger, HEAD_SIZE);
	pfree(ledger);
	cv_begin_bytes(&writer->bytes, &writer->head, HEAD_SIZE);
	memset(&writer->key, 0, sizeof(CvKey));
}

/* Entries are in order, one a period, in the scale of the ledger. */
void
cv_write_ledger(CvLedgerWriter *writer, CvKey key, const CvEntry *entries, int n)
{
	CvKeyKind	kind = (CvKeyKind) writer->head.head.key_kind;
	Size		room = cv_key_room(kind, key) + CV_VARINT_MAX + (Size) n * CV_ENTRY_MAX;
	StringInfo	bytes = &writer->bytes;
	uint8	   *next = cv_entry_room(bytes, room);
	CvKey		step = key;

	if (kind == CV_KEY_BIGINT)
		step.a -= writer->key.a;
	bytes->len += cv_write_key(next, kind, step);
	cv_put_varint(bytes, n);
	bytes->len += cv_write_entries(entries, n, (uint8 *) bytes->data + bytes->len);
	writer->key = key;
	writer->head.n++;
	writer->head.first = Min(writer->head.first, entries[0].at);
	writer->head.last = Max(writer->head.last, entries[n - 1].at);
}

LedgerTally *
cv_end_ledger(CvLedgerWriter *writer)
{
	LedgerTally *ledger = (LedgerTally *) writer->bytes.data;

	cv_check_span("the revenue ledger", writer->head.first, writer->head.last);
	memcpy(ledger, &writer->head, HEAD_SIZE);
	return (LedgerTally *) cv_end_bytes(&writer->bytes);
}

/* In the order of their keys */
void
cv_ledger_visit(const LedgerTally *ledger, CvLedgerVisitor visit, void *arg)
{
	CvReader	reader = {ledger->customers, (const uint8 *) ledger + VARSIZE(ledger), false};
	CvKeyKind	kind = (CvKeyKind) ledger->head.key_kind;
	CvEntryRoom room = {NULL, 0};
	uint64		last = 0;

	while (reader.next < reader.end)
	{
		CvKey		key = cv_read_key(&reader, kind);
		int			n = (int) cv_get_varint(&reader);
		int64		period = 0;

		CHECK_FOR_INTERRUPTS();
		if (kind == CV_KEY_BIGINT)
			last = key.a += last;
		cv_need_entries(&room, n);
		for (int i = 0; i < n; i++)
		{
			room.entries[i].at = (int32) (period += cv_get_signed(&reader));
			room.entries[i].amount = cv_get_wide(&reader);
		}
		if (reader.failed)
			elog(ERROR, "unexpected end of a ledger_tally");
		visit(key, room.entries, n, arg);
	}
	cv_free_entries(&room);
}

/* Whose entries are visited, and by whom */
typedef struct NamedVisit
{
	CvNaming	naming;
	CvKey		key;
	CvLedgerVisitor visit;
	void	   *arg;
} NamedVisit;

static void
VisitNamed(CvKey key, const CvEntry *entries, int n, void *arg)
{
	NamedVisit *named = arg;

	named->key = key;
	named->naming.key = &named->key;
	named->visit(key, entries, n, named->arg);
}

/* The same; an error says whose entries it is about */
void
cv_ledger_visit_by_name(const LedgerTally *ledger, CvLedgerVisitor visit, void *arg)
{
	NamedVisit	named = {.visit = visit,.arg = arg};

	cv_begin_naming(&named.naming, (CvKeyKind) ledger->head.key_kind);
	cv_ledger_visit(ledger, VisitNamed, &named);
	cv_end_naming(&named.naming);
}

/* ---------- coarser periods ---------- */

/* Days lie within all periods, months and quarters within longer ones; weeks do not. */
void
cv_check_coarser(CvUnit from, CvUnit to)
{
	if (from == to || from == CV_DAY || (from >= CV_MONTH && to > from))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("a ledger by %s cannot be read by %s", cv_unit_names[from], cv_unit_names[to]),
			 errhint("Make the ledger by day: it can be read by any unit.")));
}

/* What reads purchases needs the days. */
void
cv_check_by_day(const LedgerTally *ledger, const char *what)
{
	if (cv_ledger_unit(ledger) != CV_DAY)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s() needs a ledger by day, not by %s", what, cv_unit_names[cv_ledger_unit(ledger)]),
				 errhint("Make it by ledger_agg(customer, at, amount, 'day').")));
}

/* Entries by the longer unit, in room for as many; how many there are then */
int
cv_coarsen(CvUnit from, CvUnit to, const CvEntry *entries, int n, CvEntry *coarse)
{
	for (int i = 0; i < n; i++)
	{
		coarse[i].at = from == to ? entries[i].at : cv_period_of_day(to, cv_period_start(from, entries[i].at));
		coarse[i].amount = entries[i].amount;
	}
	return cv_settle_entries(coarse, n, true, true);
}

/* ---------- external forms ---------- */

/* A customer's periods, which count from the first one of the ledger, and amounts; how many */
static int
DescribePayments(CvForm *form, const LedgerTally *ledger, CvEntryRoom *room, int n)
{
	int64		least = 0;
	int64		since;

	n = (int) cv_form_begin_array(form, "periods", n);
	if (n < 1 || n > CV_MAX_PERIODS)
		cv_form_refuse(form, "Every customer must have a period, and at most 100000.");
	cv_need_entries(room, n);
	for (int i = 0; i < n; i++)
	{
		since = form->reads ? 0 : (int64) room->entries[i].at - ledger->first;
		cv_form_number(form, NULL, &since, least, CV_MAX_PERIODS - 1);
		least = since + 1;
		if (form->reads && !cv_period_is_valid(cv_ledger_unit(ledger), ledger->first + since))
			cv_form_refuse(form, "The periods pass the range of dates.");
		room->entries[i].at = (int32) (ledger->first + since);
	}
	cv_form_end_array(form);
	cv_form_begin_fixed(form, "amounts", n);
	for (int i = 0; i < n; i++)
		cv_form_decimal(form, NULL, &room->entries[i].amount, ledger->scale);
	cv_form_end_array(form);
	return n;
}

/* In a binary form bigint counts from the customer before, as in the value. */
static void
DescribeKey(CvForm *form, CvKeyKind kind, CvKey *key, CvKey before)
{
	int64		step = (int64) (key->a - before.a);

	if (!form->binary || kind != CV_KEY_BIGINT)
	{
		cv_form_key(form, "customer", kind, key);
		return;
	}
	cv_form_number(form, "customer", &step, PG_INT64_MIN, PG_INT64_MAX);
	key->a = before.a + (uint64) step;
}

static int
DescribeCustomer(CvForm *form, const LedgerTally *ledger, CvKey *key, CvKey before, CvEntryRoom *room, int n)
{
	cv_form_begin_object(form, NULL);
	DescribeKey(form, (CvKeyKind) ledger->head.key_kind, key, before);
	n = DescribePayments(form, ledger, room, n);
	cv_form_end_object(form);
	return n;
}

static LedgerTally *
ReadCustomers(CvForm *form, const LedgerTally *head)
{
	CvKeyKind	kind = (CvKeyKind) head->head.key_kind;
	int64		customers = cv_form_begin_array(form, "customers", 0);
	CvLedgerWriter writer;
	CvEntryRoom room = {NULL, 0};
	CvKey		key = {0, 0};

	if (customers < 1)
		cv_form_refuse(form, "There must be a customer.");
	cv_begin_ledger(&writer, &head->head, head->scale);
	for (int64 i = 0; i < customers; i++)
	{
		CvKey		before = key;
		int			n = DescribeCustomer(form, head, &key, before, &room, 0);

		if (i > 0 && cv_compare_keys(kind, before, key) >= 0)
			cv_form_refuse(form, "The customers must be in order, each of them once.");
		cv_write_ledger(&writer, key, room.entries, n);
		if (i > 0 && kind == CV_KEY_TEXT)
			pfree((void *) cv_key_bytes(before));
	}
	cv_form_end_array(form);
	return cv_end_ledger(&writer);
}

typedef struct Printing
{
	CvForm	   *form;
	const LedgerTally *ledger;
	CvKey		before;
} Printing;

static void
PrintCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Printing   *printing = arg;
	CvEntryRoom room = {unconstify(CvEntry *, entries), n};

	DescribeCustomer(printing->form, printing->ledger, &key, printing->before, &room, n);
	printing->before = key;
}

static void
DescribeHead(CvForm *form, LedgerTally *head)
{
	CvUnit		unit;
	DateADT		first;

	cv_form_word(form, "unit", &head->head.unit, cv_unit_names, CV_UNITS);
	cv_form_word(form, "key", &head->head.key_kind, cv_key_kinds, CV_KEY_KINDS);
	cv_form_day(form, "last_seen", &head->head.last_seen);
	cv_form_int(form, "scale", &head->scale, 0, CV_MAX_SCALE);
	if (form->open)
		return;
	unit = cv_ledger_unit(head);
	first = form->reads ? 0 : cv_period_start(unit, head->first);
	cv_form_day(form, "first", &first);
	head->first = cv_period_of_day(unit, first);
	if (form->reads && cv_period_start(unit, head->first) != first)
		cv_form_refuse(form, "\"first\" must be the first day of a period.");
}

static void *
DescribeLedger(CvForm *form, void *value)
{
	LedgerTally head = {0};
	LedgerTally *ledger = value;
	Printing	printing = {form, ledger, {0, 0}};

	if (ledger)
		memcpy(&head, ledger, HEAD_SIZE);
	DescribeHead(form, &head);
	if (form->open)
		return cv_form_log(form, &cv_ledger_state, &head.head, value);
	if (form->reads)
	{
		ledger = ReadCustomers(form, &head);
		if (cv_period_of_day(cv_ledger_unit(ledger), ledger->head.last_seen) < ledger->last)
			cv_form_refuse(form, "The day last seen must not be before the last period.");
		return ledger;
	}
	cv_form_begin_array(form, "customers", ledger->n);
	cv_ledger_visit(ledger, PrintCustomer, &printing);
	cv_form_end_array(form);
	return ledger;
}

static const CvType cv_ledger_tally = {"ledger_tally", DescribeLedger};

CV_TYPE_FUNCTIONS(ledger_tally);

/* ---------- the state ---------- */

#define ABSORBED_AT_ONCE	256 /* customers, */
#define ABSORBED_ENTRIES	65536	/* and entries of them */

/* Customers of a closed ledger, as accounts whose bytes are in scratch until the table has copied them */
typedef struct Absorbing
{
	CvCustomers *customers;
	MemoryContext scratch;
	int			scale;
	int			waiting;
	int			entries;
} Absorbing;

static void
AbsorbCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Absorbing  *absorbing = arg;
	CvAccount	account;

	account.u.elsewhere = MemoryContextAllocHuge(absorbing->scratch, (Size) n * CV_ENTRY_MAX);
	account.used = cv_write_entries(entries, n, account.u.elsewhere);
	account.room = 1;
	account.last = entries[n - 1].at;
	account.scale = absorbing->scale;
	account.in_order = true;
	account.runs = false;
	cv_customers_put(absorbing->customers, key, &account);
	absorbing->entries += n;
	if (++absorbing->waiting < ABSORBED_AT_ONCE && absorbing->entries < ABSORBED_ENTRIES)
		return;
	cv_customers_flush(absorbing->customers);
	MemoryContextReset(absorbing->scratch);
	absorbing->waiting = absorbing->entries = 0;
}

static void
AbsorbLedger(CvLive *live, const CvHead *closed)
{
	const LedgerTally *ledger = (const LedgerTally *) closed;
	Absorbing	absorbing = {live->customers, NULL, ledger->scale, 0};

	absorbing.scratch = AllocSetContextCreate(CurrentMemoryContext, "custval accounts", ALLOCSET_DEFAULT_SIZES);
	cv_ledger_visit(ledger, AbsorbCustomer, &absorbing);
	cv_customers_flush(live->customers);
	MemoryContextDelete(absorbing.scratch);
}

static void
JoinLedgers(CvHead *into, const CvHead *from)
{
	LedgerTally *a = (LedgerTally *) into;

	a->scale = Max(a->scale, ((const LedgerTally *) from)->scale);
}

typedef struct Closing
{
	CvLedgerWriter writer;
	CvEntryRoom room;
} Closing;

static void
CloseAccount(CvKey key, const void *payload, void *arg)
{
	Closing    *closing = arg;
	int			n = cv_account_entries(payload, closing->writer.head.scale, &closing->room);

	cv_write_ledger(&closing->writer, key, closing->room.entries, n);
}

static CvHead *
CloseLedger(CvLive *live)
{
	Closing		closing = {.room = {NULL, 0}};

	cv_begin_ledger(&closing.writer, live->head, ((LedgerTally *) live->head)->scale);
	cv_customers_visit_sorted(live->customers, CloseAccount, &closing);
	cv_free_entries(&closing.room);
	return closing.writer.head.n > 0 ? &cv_end_ledger(&closing.writer)->head : NULL;
}

/* Parts of spans have one as_of. */
static void
JoinSpans(CvHead *into, const CvHead *from)
{
	cv_check_same_as_of(into, from);
	JoinLedgers(into, from);
}

#define LEDGER_STATE(joined) { \
	.head_size = HEAD_SIZE, \
	.live_size = sizeof(CvLive), \
	.customers = &cv_account_ops, \
	.absorb = AbsorbLedger, \
	.join = joined, \
	.close = CloseLedger, \
}

const CvStateOps cv_ledger_state = LEDGER_STATE(JoinLedgers);
const CvStateOps cv_span_ledger_state = LEDGER_STATE(JoinSpans);
