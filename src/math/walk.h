/* Negative binomial probabilities of 0, 1, 2, ... purchases, one after the other, over several times at once */
#ifndef CV_MATH_WALK_H
#define CV_MATH_WALK_H

#include <stdbool.h>

#define CVM_WALK_NODES	193

/* Of each time: its share, time / (alpha + time), and the probability of n purchases within it, perhaps times a weight */
typedef struct CvmWalk
{
	double		shape;			/* r */
	double		n;				/* purchases that are next */
	int			nodes;
	double		share[CVM_WALK_NODES];
	double		term[CVM_WALK_NODES];
	double		sum;			/* what else the model adds up */
	double		a;				/* of models whose customers leave after a purchase: */
	double		b;				/* parameters, */
	double		stays;			/* and the share who have not left by now */
} CvmWalk;

/* False where a walk would be too long, or begin with a number too small: then there is none to be begun. */
extern bool cvm_can_walk(double r, double alpha, double horizon);
extern void cvm_begin_walk(CvmWalk *walk, double r);

/* Add a time, CVM_WALK_NODES of them at most, with the probability of no purchase within it, perhaps times a weight */
extern void cvm_add_node(CvmWalk *walk, double alpha, double time, double term);

/* The sum of the terms of walk->n purchases, which is one more afterwards */
extern double cvm_walk_on(CvmWalk *walk);

#endif
