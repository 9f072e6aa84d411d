/* What a customer paid, in the customer table: see account.c */
#ifndef CV_CORE_ACCOUNT_H
#define CV_CORE_ACCOUNT_H

#include "postgres.h"

#include "core/customers.h"
#include "core/entries.h"

#define CV_ACCOUNT_HERE	40		/* an account is a line of the processor's cache, with a key of 8
								 * bytes */
#define CV_STEP_MAX		5		/* bytes of a step from one period to another */
#define CV_ENTRY_MAX	(CV_STEP_MAX + CV_WIDE_MAX)
#define CV_RUN_MAX		(CV_ENTRY_MAX + CV_STEP_MAX)

/*
 * Entries are appended as they come: the period, counted from the last one of the entry before or, if it is
 * the first, from 0, the amount and, if they are runs, how many more periods have it.  The first few lie in
 * the account itself.
 */
typedef struct CvAccount
{
	int32		used;			/* bytes of entries */
	int32		room;			/* for them elsewhere; 0 if they are here */
	int32		last;			/* period of the last entry, the last one if it is a run */
	uint8		scale;			/* of amounts */
	bool		in_order;		/* of periods, all different */
	bool		runs;			/* entries may have several periods */
	union
	{
		uint8		here[CV_ACCOUNT_HERE];
		uint8	   *elsewhere;
	}			u;
} CvAccount;

extern const CvCustomerOps cv_account_ops;

/* Make an account of a single row: it holds its entry or its run itself, and points nowhere. */
extern void cv_account_of_entry(CvAccount *account, int32 period, int128 amount, int scale);
extern void cv_account_of_run(CvAccount *account, const CvRun *run, int scale);

/*
 * The entries of an account in order, one a period, with as many decimals as asked for, which must not be fewer than it has.  They are
 * written into the room, which grows for them, and are the room's.  Returns how many there are.
 */
extern int	cv_account_entries(const CvAccount *account, int scale, CvEntryRoom *room);

/* Write entries where there is room for n times CV_ENTRY_MAX bytes.  Returns how many they took. */
extern int	cv_write_entries(const CvEntry *entries, int n, uint8 *bytes);

#endif
