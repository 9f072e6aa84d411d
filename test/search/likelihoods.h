/* The log-likelihoods of the lifetime models as their papers have them, for the search for better maxima in test/t/maxima.pl.
 * They share nothing with src/math: sums over purchases instead of gamma functions, panels of Gauss and Legendre instead of series. */
#define MAX_PARAMETERS 4
#define MAX_SUM 100000		/* purchases or periods of one customer */

typedef struct Row
{
	double		x;				/* repeat purchases; periods until churn; purchases with spend */
	double		t_x;			/* time of the last one; 1 if churned; mean spend */
	double		age;
	double		count;			/* customers like this */
} Row;

typedef struct Problem
{
	const Row  *rows;
	int			n;
	double		customers;
	double		scale;			/* a typical time, or spend */
	int			longest;		/* the largest count that a sum over purchases runs to */
} Problem;

/* One model. Its parameters are searched as logarithms of coordinates in which each limit that the papers name is a straight way. */
typedef struct Model
{
	const char *name;
	int			parameters;
	double		(*log_likelihood) (const Problem *problem, const double *parameters);
	void		(*parameters_of) (const Problem *problem, const double *coordinates, double *parameters);
	double		(*longest) (const Row *row);
} Model;

extern const Model *find_model(const char *name);
