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

extern bool cvm_can_walk(double r, double alpha, double horizon);
extern void cvm_begin_walk(CvmWalk *walk, double r);
extern void cvm_add_node(CvmWalk *walk, double alpha, double time, double term);
extern double cvm_walk_on(CvmWalk *walk);

#endif
