/*
 * walk.c
 *		Negative binomial probabilities of 0, 1, 2, ... purchases, one after the other.
 *
 * From one number of purchases to the next, the probability within a time changes by (r + n) / (n + 1) times a share of that time: so a
 * distribution that is a mean over times costs, per number, a multiplication for each of them, and no integral.
 */
#include "math/walk.h"

#include <math.h>

#define MAX_MEAN		500		/* purchases that are worth walking to */
#define MAX_DECAY		600		/* exp(-600) is still a number of all digits */

bool
cvm_can_walk(double r, double alpha, double horizon)
{
	return r * (horizon / alpha) <= MAX_MEAN && r * log1p(horizon / alpha) <= MAX_DECAY;
}

void
cvm_begin_walk(CvmWalk *walk, double r)
{
	walk->shape = r;
	walk->n = 0;
	walk->nodes = 0;
	walk->sum = 0;
	walk->stays = 1;
}

/* A time, with the probability of no purchase within it, perhaps times a weight */
void
cvm_add_node(CvmWalk *walk, double alpha, double time, double term)
{
	walk->share[walk->nodes] = time / (alpha + time);
	walk->term[walk->nodes++] = term;
}

/* The sum of the terms of n purchases; then to those of n + 1 */
double
cvm_walk_on(CvmWalk *walk)
{
	double		growth = (walk->shape + walk->n) / (walk->n + 1);
	double		sum = 0;

	for (int i = 0; i < walk->nodes; i++)
	{
		sum += walk->term[i];
		walk->term[i] *= growth * walk->share[i];
	}
	walk->n++;
	return sum;
}
