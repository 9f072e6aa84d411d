/* Looks for the global maximum of a lifetime model's likelihood without a derivative or an idea of where it is: Nelder and Mead's simplex
 * from many random points, on every so many rows of a large problem, the best of them climbed again and again, then on all. Reads any number of problems,
 *		MODEL rows starts seed points
 *		x t_x age count				(as many lines as rows)
 *		parameters of the model		(as many lines as points)
 * and for each prints a line "best LOG-LIKELIHOOD PARAMETERS", and for each point a line "at LOG-LIKELIHOOD". */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "likelihoods.h"

#define MAX_ROWS 100000
#define KEPT 4					/* starts that are climbed to the end */
#define FEW_ROWS 300			/* of larger problems, that they are found on */
#define SMALLEST 1e-12			/* parameter that a model can hold */
#define LARGEST 1e12
#define WIDEST 28.0				/* logarithms that reach there */

typedef struct Place
{
	double		at[MAX_PARAMETERS];
	double		height;
} Place;

static const Model *model;
static Problem problem;
static Row	all_rows[MAX_ROWS];
static uint64_t random_state;

/* ---------- chance: xorshift64* ---------- */

static double
random_share(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (double) ((random_state * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

static double
random_normal(void)
{
	return sqrt(-2 * log(1 - random_share())) * cos(6.283185307179586 * random_share());
}

static double
height_at(const double *at)
{
	double		parameters[MAX_PARAMETERS];
	double		height;

	model->parameters_of(&problem, at, parameters);
	for (int i = 0; i < model->parameters; i++)
		if (!(parameters[i] >= SMALLEST && parameters[i] <= LARGEST))
			return -INFINITY;
	height = model->log_likelihood(&problem, parameters);
	return isnan(height) ? -INFINITY : height;
}

/* Each coordinate is an ordinary number or any at all, so that what is polar in one and ordinary in others is met, too. */
static Place
random_place(void)
{
	Place		place = {{0}, 0};

	for (int i = 0; i < model->parameters; i++)
		place.at[i] = random_share() < 0.6 ? 2 * random_normal() : (2 * random_share() - 1) * WIDEST;
	place.height = height_at(place.at);
	return place;
}

static Place
best_of_random_places(int tries)
{
	Place		best = random_place();

	while (--tries > 0)
	{
		Place		other = random_place();

		if (other.height > best.height)
			best = other;
	}
	return best;
}

/* ---------- Nelder and Mead ---------- */

static int
higher_first(const void *a, const void *b)
{
	double		u = ((const Place *) a)->height,
				v = ((const Place *) b)->height;

	return (u < v) - (u > v);
}

/* The point as far beyond the centre of all but the worst as the worst is before it, times the factor */
static Place
mirrored(const Place *simplex, double factor)
{
	int			n = model->parameters;
	Place		place = {{0}, 0};

	for (int i = 0; i < n; i++)
	{
		double		centre = 0;

		for (int k = 0; k < n; k++)
			centre += simplex[k].at[i] / n;
		place.at[i] = centre + factor * (centre - simplex[n].at[i]);
	}
	place.height = height_at(place.at);
	return place;
}

static void
shrink(Place *simplex)
{
	for (int k = 1; k <= model->parameters; k++)
	{
		for (int i = 0; i < model->parameters; i++)
			simplex[k].at[i] = (simplex[k].at[i] + simplex[0].at[i]) / 2;
		simplex[k].height = height_at(simplex[k].at);
	}
}

static void
step(Place *simplex)
{
	int			n = model->parameters;
	Place		over = mirrored(simplex, 1);

	if (over.height > simplex[0].height)
	{
		Place		beyond = mirrored(simplex, 2);

		simplex[n] = beyond.height > over.height ? beyond : over;
	}
	else if (over.height > simplex[n - 1].height)
		simplex[n] = over;
	else
	{
		Place		within = mirrored(simplex, over.height > simplex[n].height ? 0.5 : -0.5);

		if (within.height > fmax(over.height, simplex[n].height))
			simplex[n] = within;
		else
			shrink(simplex);
	}
}

static Place
climb(Place from, double size, double tolerance, int steps)
{
	Place		simplex[MAX_PARAMETERS + 1];
	int			n = model->parameters;

	for (int k = 0; k <= n; k++)
	{
		simplex[k] = from;
		if (k > 0)
		{
			simplex[k].at[k - 1] += random_share() < 0.5 ? size : -size;
			simplex[k].height = height_at(simplex[k].at);
		}
	}
	for (int i = 0; i < steps; i++)
	{
		qsort(simplex, (size_t) n + 1, sizeof(Place), higher_first);
		if (simplex[0].height - simplex[n].height <= tolerance)
			break;
		step(simplex);
	}
	qsort(simplex, (size_t) n + 1, sizeof(Place), higher_first);
	return simplex[0];
}

/* Simplexes fall flat on ridges: begin anew from where the last one ended until that gains nothing. */
static Place
climb_to_the_end(Place from)
{
	static const double sizes[] = {1, 0.1, 4, 0.01};
	double		tolerance = 1e-9 * problem.customers;
	int			idle = 0;

	for (int i = 0; i < 60 && idle < 4; i++)
	{
		Place		to = climb(from, sizes[i % 4], tolerance / 10, 600);

		idle = to.height - from.height > tolerance ? 0 : idle + 1;
		from = to;
	}
	return from;
}

/* Every so many rows of the problem are enough to see where its peaks are. */
static Problem
thinned(const Problem *all)
{
	static Row	few[FEW_ROWS];
	Problem		thin = *all;
	int			every = (all->n + FEW_ROWS - 1) / FEW_ROWS;

	thin.rows = few;
	thin.n = 0;
	thin.customers = 0;
	for (int i = 0; i < all->n; i += every)
	{
		thin.customers += all->rows[i].count;
		few[thin.n++] = all->rows[i];
	}
	return thin;
}

/* The best of the places that climbs from random ones lead to; how many */
static int
search_roughly(int starts, Place *kept)
{
	int			n = 0;

	for (int i = 0; i < starts; i++)
	{
		Place		from = best_of_random_places(i % 2 == 0 ? 1 : 40);

		kept[n] = climb(from, 1.5, 1e-4 * problem.customers, 300);
		qsort(kept, (size_t) n + 1, sizeof(Place), higher_first);
		n = n < KEPT ? n + 1 : KEPT;
	}
	return n;
}

static Place
search(int starts)
{
	Place		kept[KEPT + 1];
	Problem		all = problem;
	int			n;

	problem = thinned(&all);
	n = search_roughly(starts, kept);
	for (int k = 0; k < n; k++)
		kept[k] = climb_to_the_end(kept[k]);
	problem = all;
	for (int k = 0; k < n; k++)
	{
		kept[k].height = height_at(kept[k].at);
		kept[k] = climb(kept[k], 0.3, 1e-7 * problem.customers, 600);
	}
	qsort(kept, (size_t) n, sizeof(Place), higher_first);
	return climb_to_the_end(kept[0]);
}

/* ---------- problems ---------- */

static bool
read_rows(int n)
{
	double		spans = 0;

	problem = (Problem) {all_rows, n, 0, 1, 0};
	if (n < 1 || n > MAX_ROWS)
		return false;
	for (int i = 0; i < n; i++)
	{
		Row		   *row = &all_rows[i];

		if (scanf("%lf %lf %lf %lf", &row->x, &row->t_x, &row->age, &row->count) != 4)
			return false;
		problem.customers += row->count;
		spans += row->count * fmax(row->t_x, row->age);
		problem.longest = (int) fmax(problem.longest, model->longest(row));
	}
	problem.scale = spans > 0 ? spans / problem.customers : 1;
	return problem.longest < MAX_SUM;
}

static bool
answer_points(int points)
{
	for (int k = 0; k < points; k++)
	{
		double		parameters[MAX_PARAMETERS];

		for (int i = 0; i < model->parameters; i++)
			if (scanf("%lf", &parameters[i]) != 1)
				return false;
		printf("at %.17g\n", model->log_likelihood(&problem, parameters));
	}
	return true;
}

static void
answer_search(int starts)
{
	Place		best = search(starts);
	double		parameters[MAX_PARAMETERS];

	model->parameters_of(&problem, best.at, parameters);
	printf("best %.17g", best.height);
	for (int i = 0; i < model->parameters; i++)
		printf(" %.17g", parameters[i]);
	printf("\n");
}

int
main(void)
{
	char		name[20];
	int			rows,
				starts,
				points;
	unsigned long seed;

	while (scanf("%19s %d %d %lu %d", name, &rows, &starts, &seed, &points) == 5)
	{
		model = find_model(name);
		random_state = 88172645463325252ULL ^ (seed * 2654435761ULL);
		if (model == NULL || !read_rows(rows))
			return 1;
		if (starts > 0)
			answer_search(starts);
		if (!answer_points(points))
			return 1;
	}
	return 0;
}
