/* What a customer has purchased by a day: see purchases.c */
#ifndef CV_CLV_PURCHASES_H
#define CV_CLV_PURCHASES_H

#include "postgres.h"

#include "clv/purchase.h"

/* Transactions by a day: what is bought on it, for nothing or more */
typedef struct Purchases
{
	Cursor		entries;		/* before the first one */
	DateADT		as_of;
	CvUnit		unit;			/* of ages, and of occasions */
	int64		days;
	DateADT		first;
	DateADT		last;
	int128		repeat_spend;	/* of all but the first */
} Purchases;

extern bool cv_read_purchases(Cursor entries, DateADT as_of, CvUnit unit, Purchases *p);
extern Datum cv_total_spend(Cursor entries, DateADT as_of);
extern double cv_age_on(const Purchases *p, DateADT day);
extern double cv_monetary(const Purchases *p);

#endif
