/* How many customers moved from one label to another: see moves.c */
#ifndef CV_SEGMENT_MOVES_H
#define CV_SEGMENT_MOVES_H

#include "postgres.h"

#define MAX_LABELS		1000
#define MAX_LABEL_BYTES 1000
#define NO_LABEL		MAX_LABELS	/* the number of NULL, behind all others */
#define MOVES_OF_LABEL	(MAX_LABELS + 1)

/* Bytes of a text, terminated or not; NULL is none */
typedef struct Label
{
	const char *bytes;
	int			length;
} Label;

/* place is MOVES_OF_LABEL times the number of the label before, plus that of the one after. */
typedef struct Move
{
	uint32		place;
	int64		customers;
} Move;

/* In order: labels, which are terminated, by their bytes, and moves by the numbers that those have then, all different */
typedef struct Moves
{
	const char *labels[MAX_LABELS];
	int			n_labels;
	Move	   *moves;
	int			n_moves;
} Moves;

typedef struct MoveSet MoveSet;

extern MoveSet *cv_moves_create(MemoryContext context);
extern int	cv_moves_label(MoveSet *set, Label label);
extern void cv_moves_count(MoveSet *set, int before, int after, int64 customers);
extern void cv_moves_add(MoveSet *set, Label before, Label after, int64 customers);
extern void cv_moves_sorted(MoveSet *set, Moves *moves);

#endif
