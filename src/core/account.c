/*
 * account.c
 *		What the customer table remembers of customers by what they pay.
 */
#include "core/account.h"

#include "core/calendar.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define FIRST_ROOM		128
#define ROUGH_ROOM		256		/* bytes of entries that may grow without being put in order */
#define LOG_OF_RUNS		128		/* in a log, added to the decimals and the order of an account of
								 * runs */

static inline uint8 *
AccountBytes(CvAccount *account)
{
	return account->room > 0 ? account->u.elsewhere : account->u.here;
}

static inline CvReader
AccountReader(const CvAccount *account)
{
	const uint8 *bytes = AccountBytes(unconstify(CvAccount *, account));
	CvReader	reader = {bytes, bytes + account->used, false};

	return reader;
}

/* How many entries an account has at the most: each has two bytes, were the last one cut off */
static inline int
MostEntries(const CvAccount *account)
{
	return account->used / 2 + 1;
}

/* The entries, which are no runs, in order, with as many decimals as asked for; how many */
static int
SettledEntries(const CvAccount *account, int scale, bool for_keeps, CvEntry *entries)
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

/* The same for runs, of which single periods are some, too; there is room for twice as many */
static int
SettledRuns(const CvAccount *account, int scale, bool for_keeps, CvRun *runs)
{
	CvReader	reader = AccountReader(account);
	int64		period = 0;
	int			n = 0;

	while (reader.next < reader.end)
	{
		period += cv_get_signed(&reader);
		runs[n].first = (int32) period;
		runs[n].amount = cv_rescale(cv_get_wide(&reader), scale - account->scale);
		if (account->runs)
			period += (int64) cv_get_varint(&reader);
		runs[n++].last = (int32) period;
	}
	return account->in_order ? n : cv_settle_runs(runs, n, for_keeps);
}

static CvRun *
NewRuns(const CvAccount *account, MemoryContext context)
{
	return MemoryContextAllocHuge(context, 2 * (Size) MostEntries(account) * sizeof(CvRun));
}

/* A period an entry; how many, which is bounded before there is room for them */
static int
ExpandRuns(const CvRun *runs, int n, CvEntryRoom *room)
{
	int			entries = 0;

	cv_check_span("the revenue ledger", runs[0].first, runs[n - 1].last);
	cv_need_entries(room, runs[n - 1].last - runs[0].first + 1);
	for (int i = 0; i < n; i++)
		for (int32 at = runs[i].first; at <= runs[i].last; at++)
			room->entries[entries++] = (CvEntry)
		{
			at, runs[i].amount
		};
	return entries;
}

static int
EntriesOfRuns(const CvAccount *account, int scale, CvEntryRoom *room)
{
	CvRun	   *runs = NewRuns(account, CurrentMemoryContext);
	int			n = ExpandRuns(runs, SettledRuns(account, scale, true, runs), room);

	pfree(runs);
	return n;
}

/* What the account has in each period, in order, with as many decimals as asked for; how many periods */
int
cv_account_entries(const CvAccount *account, int scale, CvEntryRoom *room)
{
	if (account->runs)
		return EntriesOfRuns(account, scale, room);
	cv_need_entries(room, MostEntries(account));
	return SettledEntries(account, scale, true, room->entries);
}

/* Returns how many bytes they took */
int
cv_write_entries(const CvEntry *entries, int n, uint8 *bytes)
{
	int			used = 0;

	for (int i = 0; i < n; i++)
	{
		used += cv_write_signed(bytes + used, (int64) entries[i].at - (i > 0 ? entries[i - 1].at : 0));
		used += cv_write_wide(bytes + used, entries[i].amount);
	}
	return used;
}

static int
WriteRuns(const CvRun *runs, int n, uint8 *bytes)
{
	int64		last = 0;
	int			used = 0;

	for (int i = 0; i < n; i++)
	{
		used += cv_write_signed(bytes + used, runs[i].first - last);
		used += cv_write_wide(bytes + used, runs[i].amount);
		used += cv_write_varint(bytes + used, (uint64) ((int64) runs[i].last - runs[i].first));
		last = runs[i].last;
	}
	return used;
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
MoveAccount(CvAccount *account, const uint8 *entries, int more, MemoryContext context)
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
RewriteEntries(CvAccount *account, int scale, int more, MemoryContext context)
{
	CvEntry    *entries = MemoryContextAllocHuge(context, (Size) MostEntries(account) * sizeof(CvEntry));
	int			n = SettledEntries(account, scale, false, entries);
	uint8	   *bytes;

	cv_check_span("the revenue ledger", entries[0].at, entries[n - 1].at);
	bytes = MemoryContextAllocHuge(context, (Size) n * CV_ENTRY_MAX);
	account->used = cv_write_entries(entries, n, bytes);
	account->last = entries[n - 1].at;
	account->scale = scale;
	account->in_order = AllDiffer(entries, n);
	MoveAccount(account, bytes, account->used / 2 + more, context);
	pfree(bytes);
	pfree(entries);
}

static bool
InOrder(const CvRun *runs, int n)
{
	for (int i = 1; i < n; i++)
		if (runs[i].first <= runs[i - 1].last)
			return false;
	return true;
}

/* The same for runs, which an account of single periods becomes one of */
static void
RewriteRuns(CvAccount *account, int scale, int more, MemoryContext context)
{
	CvRun	   *runs = NewRuns(account, context);
	int			n = SettledRuns(account, scale, false, runs);
	uint8	   *bytes = MemoryContextAllocHuge(context, (Size) n * CV_RUN_MAX);

	account->used = WriteRuns(runs, n, bytes);
	account->last = runs[n - 1].last;
	account->scale = scale;
	account->in_order = InOrder(runs, n);
	account->runs = true;
	MoveAccount(account, bytes, account->used / 2 + more, context);
	pfree(bytes);
	pfree(runs);
}

static void
RewriteAccount(CvAccount *account, int scale, bool runs, int more, MemoryContext context)
{
	if (runs)
		RewriteRuns(account, scale, more, context);
	else
		RewriteEntries(account, scale, more, context);
}

static inline void
MakeAccountRoom(CvAccount *account, int more, MemoryContext context)
{
	if (account->used + more <= Max(account->room, CV_ACCOUNT_HERE))
		return;
	if (account->used + more <= ROUGH_ROOM)
		MoveAccount(account, AccountBytes(account), more, context);
	else
		RewriteAccount(account, account->scale, account->runs, more, context);
}

/* from may be a view of bytes that belong to others */
static void
CopyAccount(CvAccount *into, const CvAccount *from, MemoryContext context)
{
	*into = *from;
	into->room = 0;
	if (from->used > CV_ACCOUNT_HERE)
		MoveAccount(into, from->u.elsewhere, 0, context);
	else if (from->room > 0)
		memcpy(into->u.here, from->u.elsewhere, from->used);
}

/* Entries of the same kind, in the same scale */
static void
AppendEntries(CvAccount *into, const CvAccount *from, MemoryContext context)
{
	CvReader	reader = AccountReader(from);
	int32		first = (int32) cv_get_signed(&reader);
	int			rest = (int) (reader.end - reader.next);
	uint8	   *bytes;

	MakeAccountRoom(into, CV_STEP_MAX + rest, context);
	bytes = AccountBytes(into);
	into->in_order = into->in_order && from->in_order && first > into->last;
	into->used += cv_write_signed(bytes + into->used, (int64) first - into->last);
	memcpy(bytes + into->used, reader.next, rest);
	into->used += rest;
	into->last = from->last;
}

static void
ConvertAccount(CvAccount *account, int scale, bool runs, MemoryContext context)
{
	if (account->scale != scale || account->runs != runs)
		RewriteAccount(account, scale, runs, 0, context);
}

/* Both get the decimals of either, and are runs if one of them is. */
static void
AppendConverted(CvAccount *into, const CvAccount *from, MemoryContext context)
{
	int			scale = Max(into->scale, from->scale);
	bool		runs = into->runs || from->runs;
	CvAccount	copy;

	CopyAccount(&copy, from, context);
	ConvertAccount(&copy, scale, runs, context);
	ConvertAccount(into, scale, runs, context);
	AppendEntries(into, &copy, context);
	if (copy.room > 0)
		pfree(copy.u.elsewhere);
}

static bool
MergeAccount(void *into, const void *from, MemoryContext context)
{
	CvAccount  *a = into;
	const CvAccount *b = from;

	if (a->used == 0)
		CopyAccount(a, b, context);
	else if (a->scale == b->scale && a->runs == b->runs)
		AppendEntries(a, b, context);
	else
		AppendConverted(a, b, context);
	return a->room > 0;
}

/* Where the next entry goes or, if there is none, where reading begins */
static void
PrefetchAccount(const void *payload, const void *from)
{
	const CvAccount *account = payload;

	if (account->room > 0)
		__builtin_prefetch(account->u.elsewhere + (from ? account->used : 0), 1);
}

/* Bytes that it takes in a log */
static Size
AccountRoom(const void *payload)
{
	return 3 * CV_VARINT_MAX + ((const CvAccount *) payload)->used;
}

static Size
WriteAccount(uint8 *bytes, const void *payload)
{
	const CvAccount *account = payload;
	uint8	   *end = bytes + cv_write_varint(bytes, account->scale * 2 + account->in_order + account->runs * LOG_OF_RUNS);

	end += cv_write_signed(end, account->last);
	end += cv_write_varint(end, account->used);
	memcpy(end, AccountBytes(unconstify(CvAccount *, account)), account->used);
	return end + account->used - bytes;
}

/* Do the entries of an account that came from outside end where they should, in order if it says so, in periods that there are? */
static bool
IsSound(const CvAccount *account, CvUnit unit)
{
	CvReader	reader = AccountReader(account);
	int64		period = 0;
	bool		in_order = true;

	for (bool first = true; reader.next < reader.end && !reader.failed; first = false)
	{
		int64		step = cv_get_signed(&reader);

		CHECK_FOR_INTERRUPTS();
		if (step < -(INT64CONST(1) << 32) || step > (INT64CONST(1) << 32))
			return false;
		period += step;
		(void) cv_get_wide(&reader);
		in_order = in_order && (first || step > 0);
		if (!cv_period_is_valid(unit, period))
			return false;
		if (account->runs)
		{
			uint64		more = cv_get_varint(&reader);

			period += (int64) Min(more, PG_INT32_MAX);
		}
		if (!cv_period_is_valid(unit, period))
			return false;
	}
	return !reader.failed && period == account->last && (in_order || !account->in_order);
}

/* A view of the bytes */
static void
ReadAccount(CvReader *reader, void *payload)
{
	CvAccount  *account = payload;
	uint64		head = cv_get_varint(reader);
	uint64		used;

	account->runs = head >= LOG_OF_RUNS;
	account->scale = (uint8) (head % LOG_OF_RUNS / 2);
	account->in_order = head % 2;
	account->last = (int32) cv_get_signed(reader);
	used = cv_get_varint(reader);
	if (head >= 2 * LOG_OF_RUNS || account->scale > CV_MAX_SCALE || used < 2 || used > (uint64) (reader->end - reader->next))
	{
		reader->failed = true;
		return;
	}
	account->used = (int32) used;
	account->room = 1;
	account->u.elsewhere = unconstify(uint8 *, reader->next);
	reader->next += used;
	if (reader->foreign && !IsSound(account, (CvUnit) reader->unit))
		reader->failed = true;
}

const CvCustomerOps cv_account_ops = {
	sizeof(CvAccount), MergeAccount, PrefetchAccount, AccountRoom, WriteAccount, ReadAccount
};

/* That of a single row; most of its bytes are never looked at. */
void
cv_account_of_entry(CvAccount *account, int32 period, int128 amount, int scale)
{
	account->used = cv_write_signed(account->u.here, period);
	account->used += cv_write_wide(account->u.here + account->used, amount);
	account->room = 0;
	account->last = period;
	account->scale = scale;
	account->in_order = true;
	account->runs = false;
}

/* The same amount in each of some periods: a run is never longer than its bytes here, however many these are. */
void
cv_account_of_run(CvAccount *account, const CvRun *run, int scale)
{
	StaticAssertStmt(CV_RUN_MAX <= CV_ACCOUNT_HERE, "a run must have room in an account");
	account->used = WriteRuns(run, 1, account->u.here);
	account->room = 0;
	account->last = run->last;
	account->scale = scale;
	account->in_order = true;
	account->runs = true;
}
