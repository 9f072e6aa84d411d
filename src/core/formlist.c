/*
 * formlist.c
 *		Fields of forms that contain others, or need not be there: objects, arrays, what is optional.
 */
#include "core/formfield.h"

#include "core/huge.h"
#include "miscadmin.h"

/* Is there a field with this key?  The field itself comes next. */
bool
cv_form_optional(CvForm *form, const char *key, bool present)
{
	if (form->binary)
		cv_form_bool(form, key, &present);
	else if (form->reads)
	{
		CvFormFrame *frame = &form->frames[form->depth - 1];

		present = cv_search_key(&form->tape, frame->begin, frame->end, key) != CV_NO_PLACE;
	}
	return present;
}

/* Is the next element of an array known?  One that is not is null, and gone then. */
bool
cv_form_known(CvForm *form, bool known)
{
	if (form->binary)
		cv_form_bool(form, NULL, &known);
	else if (form->reads)
	{
		CvFormFrame *frame = &form->frames[form->depth - 1];

		known = frame->next >= frame->end || *cv_tape_at(&form->tape, frame->next) != 'n';
		if (!known)
			(void) cv_find_field(form, NULL);
	}
	else if (!known)
	{
		cv_begin_field(form, NULL);
		appendStringInfoString(form->out, "null");
	}
	return known;
}

static void
BeginContainer(CvForm *form, const char *key, char bracket)
{
	uint32		place;

	if (form->binary)
		return;
	if (!form->reads)
	{
		cv_begin_field(form, key);
		appendStringInfoChar(form->out, bracket);
		form->comma = false;
		return;
	}
	place = cv_find_field(form, key);
	if (place == CV_NO_PLACE || *cv_tape_at(&form->tape, place) != bracket)
		cv_refuse_field(form, key, bracket == '{' ? "an object" : "an array");
	form->frames[form->depth++] = (CvFormFrame)
	{
		place + 2, place + 2, cv_tape_next(&form->tape, place), 0, key
	};
}

static void
EndContainer(CvForm *form, char bracket)
{
	if (form->binary)
		return;
	if (form->reads)
		form->depth--;
	else
		appendStringInfoChar(form->out, bracket);
	form->comma = true;
}

static uint32
CountFields(const CvForm *form)
{
	const CvFormFrame *frame = &form->frames[form->depth - 1];
	uint32		n = 0;

	for (uint32 place = frame->begin; place < frame->end; place = cv_tape_next(&form->tape, place))
	{
		CHECK_FOR_INTERRUPTS();
		n++;
	}
	return n;
}

void
cv_form_begin_object(CvForm *form, const char *key)
{
	BeginContainer(form, key, '{');
}

void
cv_form_end_object(CvForm *form)
{
	if (form->reads && !form->binary && CountFields(form) != form->frames[form->depth - 1].found)
		cv_form_refuse(form, "It has a key that the type does not know, or one twice.");
	EndContainer(form, '}');
}

static int64
BeginCounted(CvForm *form, const char *key, char bracket, int64 n)
{
	BeginContainer(form, key, bracket);
	if (form->binary)
		cv_form_number(form, key, &n, 0, form->reads ? form->reader.end - form->reader.next : n);
	else if (form->reads)
		n = CountFields(form);
	return n;
}

/* How many elements it has: n if it is written */
int64
cv_form_begin_array(CvForm *form, const char *key, int64 n)
{
	return BeginCounted(form, key, '[', n);
}

/* An object of n members whose keys are data, which cv_form_member() tells one after the other */
int64
cv_form_begin_members(CvForm *form, const char *key, int64 n)
{
	return BeginCounted(form, key, '{', n);
}

/* One of n numbers, which a binary form need not say */
void
cv_form_begin_fixed(CvForm *form, const char *key, int n)
{
	if (!form->binary && cv_form_begin_array(form, key, n) != n)
		cv_refuse_field(form, key, psprintf("an array of %d numbers", n));
}

void
cv_form_end_array(CvForm *form)
{
	EndContainer(form, ']');
}

/* All that is left, of a binary form: the log of an open value */
void
cv_form_rest(CvForm *form, const uint8 **bytes, Size *n)
{
	Assert(form->binary);
	if (!form->reads)
	{
		cv_huge_copy(cv_binary_room(form, (int) *n), *bytes, *n);
		form->out->len += (int) *n;
	}
	else
	{
		*n = form->reader.end - form->reader.next;
		*bytes = cv_take_bytes(form, *n);
	}
}
