/*
 * listings.c
 *		The customers of a ledger by day, each with all that is known or expected of it: purchase_table and clv_table.
 *
 * They say of a customer what readings of its history say, bit for bit, but make no history.
 */
#include "postgres.h"

#include "clv/purchases.h"
#include "clv/reading.h"
#include "core/discount.h"
#include "core/listing.h"

/* ---------- what they purchased ---------- */

typedef struct PurchaseListing
{
	CvListing	listing;
	DateADT		as_of;
	CvUnit		unit;
} PurchaseListing;

static void
PutPurchases(CvListing *listing, const CvEntry *entries, int n)
{
	const PurchaseListing *asked = (PurchaseListing *) listing;
	CvRow	   *row = &listing->row;
	Cursor		cursor = FirstOfEntries(entries, n, listing->ledger->scale);
	Purchases	p;

	if (!cv_read_purchases(cursor, asked->as_of, asked->unit, &p))
		return;
	cv_set_text(row, "customer", listing->customer);
	cv_set_bigint(row, "frequency", p.days - 1);
	cv_set_float8(row, "recency", cv_age_on(&p, p.last));
	cv_set_float8(row, "tenure", cv_age_on(&p, asked->as_of));
	cv_set_float8(row, "monetary", cv_monetary(&p));
	cv_set_date(row, "first_purchase", p.first);
	cv_set_date(row, "last_purchase", p.last);
	cv_set_bigint(row, "purchase_days", p.days);
	cv_set_datum(row, "total_spend", cv_total_spend(cursor, asked->as_of));
	cv_put_row(row);
}

/* (ledger, as_of, unit) */
PG_FUNCTION_INFO_V1(cvsql_purchase_table);
Datum
cvsql_purchase_table(PG_FUNCTION_ARGS)
{
	PurchaseListing asked = {.listing.put = PutPurchases};

	cv_begin_rows(&asked.listing.row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	cv_begin_listing(&asked.listing, fcinfo, 0, "purchase_table");
	asked.as_of = cv_as_of_arg(fcinfo, 1, asked.listing.ledger->head.last_seen);
	asked.unit = cv_model_unit_arg(fcinfo, 2);
	cv_end_listing(&asked.listing);
	PG_RETURN_NULL();
}

/* ---------- what a model expects of them ---------- */

typedef struct ValueListing
{
	CvListing	listing;
	Reading    *reading;
	double		horizon;
	double		delta;
	DateADT		as_of;
} ValueListing;

static void
PutOutlook(CvRow *row, const CvBuyer *buyer, const CvOutlook *outlook)
{
	cv_set_bigint(row, "frequency", (int64) buyer->c.x);
	cv_set_float8(row, "recency", buyer->c.recency);
	cv_set_float8(row, "tenure", buyer->c.tenure);
	cv_set_float8(row, "monetary", buyer->monetary);
	cv_set_float8(row, "p_alive", outlook->p_alive);
	cv_set_float8(row, "expected_purchases", outlook->purchases);
	cv_set_float8(row, "expected_spend", outlook->spend);
	cv_set_float8(row, "clv", outlook->value);
}

static void
PutValue(CvListing *listing, const CvEntry *entries, int n)
{
	const ValueListing *asked = (ValueListing *) listing;
	const FittedClv *model = &asked->reading->model;
	CvOutlook	outlook;
	CvBuyer		buyer;

	if (!cv_buyer_of_purchases(FirstOfEntries(entries, n, listing->ledger->scale), asked->as_of, (ModelKind) model->kind,
							   (CvUnit) model->head.unit, &buyer))
		return;
	outlook = cv_outlook(asked->reading, &buyer, asked->horizon, asked->delta);
	cv_set_text(&listing->row, "customer", listing->customer);
	PutOutlook(&listing->row, &buyer, &outlook);
	cv_put_row(&listing->row);
}

/* (model, ledger, horizon, discount, as_of) */
PG_FUNCTION_INFO_V1(cvsql_clv_table);
Datum
cvsql_clv_table(PG_FUNCTION_ARGS)
{
	ValueListing asked = {.listing.put = PutValue};

	cv_begin_rows(&asked.listing.row, fcinfo);
	for (int i = 0; i < 4; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	cv_begin_listing(&asked.listing, fcinfo, 1, "clv_table");
	asked.reading = cv_purchase_reading(fcinfo);
	asked.horizon = cv_horizon_arg(fcinfo, 2, asked.reading);
	asked.delta = cv_delta_arg(fcinfo, 3, (CvUnit) asked.reading->model.head.unit);
	asked.as_of = cv_as_of_arg(fcinfo, 4, asked.listing.ledger->head.last_seen);
	cv_end_listing(&asked.listing);
	PG_RETURN_NULL();
}
