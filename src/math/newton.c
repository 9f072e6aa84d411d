/*
 * newton.c
 *		Newton's method within a region of trust.
 *
 * Method (Moré & Sorensen 1983, SIAM J. Sci. Stat. Comput. 4:553-572).  Where the matrix of second
 * derivatives H is positive definite and Newton's step -H^-1 g is not longer than the radius, it is
 * taken.  Otherwise the step minimizes the quadratic model within the radius: it is
 * -(H + shift I)^-1 g with the shift that makes it as long as the radius, found by bisection, for
 * there are at most four variables.  The radius grows where the model proves right and shrinks where it
 * does not.  A variable that is at its bound and would leave is held there.
 *
 * Near the minimum a function's changes drown in its rounding errors, which are added to both sides of the
 * comparison (Conn, Gould & Toint 2000, Trust-Region Methods, 17.4.2); the slopes, which are exact
 * there, have the last word: it is a minimum if Newton's steps become as short as the tolerance.
 */
#include "math/newton.h"

#include <math.h>
#include <string.h>

#define DEFINITE		1e-9	/* what cancellation leaves of a pivot, at least */
#define BARELY_DEFINITE	1e-14	/* and of one that need not be right, for the step is tried */
#define FIRST_RADIUS	1.0
#define MAX_RADIUS		8.0
#define BISECTIONS		60
#define NOISE			1e-13	/* of a value, relative to it */
#define UNSEEN			4		/* times the noise: a step that promises more is refused if it
								 * gives nothing */
#define NOTHING			1e-10	/* relative to a value: what is not worth a step to a limit */

/* Cholesky's factor, in place; false if a pivot is not above this share of what it was before */
static bool
Factorize(CvmSmallMatrix h, int n, double least)
{
	for (int i = 0; i < n; i++)
	{
		double		whole = h[i][i];

		for (int j = 0; j <= i; j++)
		{
			double		sum = h[i][j];

			for (int k = 0; k < j; k++)
				sum -= h[i][k] * h[j][k];
			if (i > j)
				h[i][j] = sum / h[j][j];
			else if (sum > least * whole)
				h[i][i] = sqrt(sum);
			else
				return false;
		}
	}
	return true;
}

/* Cholesky's factor, in place; false if the matrix is not positive definite, to working accuracy */
bool
cvm_factorize(CvmSmallMatrix h, int n)
{
	return Factorize(h, n, DEFINITE);
}

/* Solve L L' x = b, in place */
void
cvm_solve(CvmSmallMatrix factor, int n, double *b)
{
	for (int i = 0; i < n; i++)
	{
		for (int k = 0; k < i; k++)
			b[i] -= factor[i][k] * b[k];
		b[i] /= factor[i][i];
	}
	for (int i = n - 1; i >= 0; i--)
	{
		for (int k = i + 1; k < n; k++)
			b[i] -= factor[k][i] * b[k];
		b[i] /= factor[i][i];
	}
}

/* The function near a point, with the variables held that would leave their bounds */
typedef struct Model
{
	int			n;
	bool		held;			/* some are */
	double		slopes[CVM_MAX_DIMENSIONS];
	CvmSmallMatrix second;
} Model;

static void
Hold(Model *model, int k)
{
	model->held = true;
	model->slopes[k] = 0;
	for (int i = 0; i < model->n; i++)
		model->second[i][k] = model->second[k][i] = 0;
	model->second[k][k] = 1;
}

/* Whether a variable is at a bound and would leave it in this direction */
static bool
Leaves(const CvmFunction *f, const CvmPoint *point, int k, double direction)
{
	return direction < 0 ? point->at[k] <= f->low[k] : direction > 0 && point->at[k] >= f->high[k];
}

static Model
ModelAt(const CvmFunction *f, const CvmPoint *point)
{
	Model		model = {f->n, false, {0}, {{0}}};

	memcpy(model.slopes, point->slopes, sizeof(model.slopes));
	memcpy(model.second, point->second, sizeof(model.second));
	for (int k = 0; k < f->n; k++)
		if (Leaves(f, point, k, -point->slopes[k]))
			Hold(&model, k);
	return model;
}

/* By how much the model falls with a step */
static double
FallOfStep(const Model *model, const double *step)
{
	double		fall = 0;

	for (int i = 0; i < model->n; i++)
	{
		fall -= step[i] * (model->slopes[i] + model->second[i][i] * step[i] / 2);
		for (int j = 0; j < i; j++)
			fall -= step[i] * step[j] * model->second[i][j];
	}
	return fall;
}

static double
Length(const double *step, int n)
{
	double		sum = 0;

	for (int k = 0; k < n; k++)
		sum += step[k] * step[k];
	return sqrt(sum);
}

/* -(H + shift I)^-1 g; false if that matrix is not positive definite */
static bool
ShiftedStep(const Model *model, double shift, double *step)
{
	CvmSmallMatrix factor;

	memcpy(factor, model->second, sizeof(factor));
	for (int k = 0; k < model->n; k++)
	{
		factor[k][k] += shift;
		step[k] = -model->slopes[k];
	}
	if (!Factorize(factor, model->n, shift > 0 ? BARELY_DEFINITE : DEFINITE))
		return false;
	cvm_solve(factor, model->n, step);
	return true;
}

/* A shift that is large enough: no eigenvalue of H is below minus the sum of its entries' sizes */
static double
LargeShift(const Model *model, double radius)
{
	double		shift = Length(model->slopes, model->n) / radius;

	for (int i = 0; i < model->n; i++)
		for (int j = 0; j <= i; j++)
			shift += 2 * fabs(model->second[i][j]);
	return shift;
}

/* To where the model is lowest within the radius; true if that is its minimum */
static bool
Step(const Model *model, double radius, double *step)
{
	double		low = 0;
	double		high = LargeShift(model, radius);

	if (ShiftedStep(model, 0, step) && Length(step, model->n) <= radius)
		return true;
	for (int i = 0; i < BISECTIONS; i++)
	{
		double		shift = (low + high) / 2;
		bool		short_enough = ShiftedStep(model, shift, step) && Length(step, model->n) <= radius;

		if (short_enough && Length(step, model->n) >= 0.9 * radius)
			return false;
		*(short_enough ? &high : &low) = shift;
	}
	(void) ShiftedStep(model, high, step);
	return false;
}

/*
 * The same with more variables held, if their steps would leave the bounds though their slopes would not.  Each
 * is held once, for then its step is 0.
 */
static bool
StepWithin(const CvmFunction *f, const CvmPoint *point, Model *model, double radius, double *step)
{
	bool		newton = Step(model, radius, step);

	for (int k = 0; k < f->n; k++)
	{
		if (!Leaves(f, point, k, step[k]))
			continue;
		Hold(model, k);
		newton = Step(model, radius, step);
		k = -1;
	}
	return newton;
}

/* Where a step leads, which is cut at the first bound; true if it is not, and false leaves it shorter */
static bool
Take(const CvmFunction *f, const CvmPoint *point, double *step, CvmPoint *next)
{
	double		share = 1;

	*next = *point;
	for (int k = 0; k < f->n; k++)
	{
		double		space = (step[k] > 0 ? f->high[k] : f->low[k]) - point->at[k];

		if (fabs(step[k]) * share > fabs(space))
			share = space / step[k];
	}
	for (int k = 0; k < f->n; k++)
	{
		double		space = (step[k] > 0 ? f->high[k] : f->low[k]) - point->at[k];
		bool		hits = share < 1 && fabs(space) <= fabs(step[k]) * share * (1 + 1e-12);

		step[k] = hits ? space : step[k] * share;
		next->at[k] = hits ? (step[k] > 0 ? f->high[k] : f->low[k]) : point->at[k] + step[k];
	}
	return share == 1;
}

static double
Largest(const double *step, int n)
{
	double		size = 0;

	for (int k = 0; k < n; k++)
		size = fmax(size, fabs(step[k]));
	return size;
}

/* By this factor, but not beyond the largest radius */
static void
Stretch(double *step, int n, double factor)
{
	factor = fmin(factor, fmax(1, MAX_RADIUS / Length(step, n)));
	for (int k = 0; k < n; k++)
		step[k] *= factor;
}

/* What the next step is decided by */
typedef struct Descent
{
	const CvmFunction *f;
	CvmPoint   *point;
	double		radius;
	double		stretch;		/* of Newton's next step */
	double		last;			/* size of the last step that gained nothing that could be seen */
} Descent;

/* What differences of values are measured by */
static double
Scale(const CvmPoint *point)
{
	return fmax(1, fabs(point->value));
}

/*
 * By how the function has changed with a step, compared with how its model falls.  Where it falls by more, as
 * it does on the way to a limit exp(-x), where each of Newton's steps is 1, the next one is stretched.
 */
static void
Judge(Descent *s, const CvmPoint *next, double fall, double length)
{
	double		noise = NOISE * Scale(s->point);
	double		share = (s->point->value - next->value + noise) / (fall + noise);

	if (!(share >= 0.25))
		s->radius = length / 4;
	else if (share > 0.75 && length > 0.8 * s->radius)
		s->radius = fmin(2 * s->radius, MAX_RADIUS);
	s->stretch = share > 1.2 ? fmin(2 * s->stretch, MAX_RADIUS) : 1;
	if (share > 1e-3)
		*s->point = *next;
}

/* True if the search is at its end, seen from Newton's step or, if newton is false, another one */
static bool
Ends(Descent *s, const Model *model, bool newton, const double *step, double tolerance, CvmEnd *end)
{
	double		size = Largest(step, model->n);
	double		fall = FallOfStep(model, step);
	bool		unseen = fall <= UNSEEN * NOISE * Scale(s->point);

	*end = newton && size <= tolerance && !model->held ? CVM_MINIMUM : CVM_FLAT;
	if (newton && size <= tolerance)
		return true;
	if (newton ? unseen && size > s->last / 2 : fall <= NOTHING * Scale(s->point))
		return true;
	s->last = unseen ? size : INFINITY;
	return false;
}

/* One step; true if it is the last one */
static bool
Walk(Descent *s, double tolerance, CvmEnd *end)
{
	Model		model = ModelAt(s->f, s->point);
	double		step[CVM_MAX_DIMENSIONS];
	bool		newton = StepWithin(s->f, s->point, &model, s->radius, step);
	CvmPoint	next;
	bool		whole = Take(s->f, s->point, step, &next);
	double		fall = FallOfStep(&model, step);

	if (whole && Ends(s, &model, newton, step, tolerance, end))
	{
		if (*end == CVM_MINIMUM)
		{
			memcpy(s->point->at, next.at, sizeof(next.at));
			s->point->value -= fall;
		}
		return true;
	}
	if (whole && newton && s->stretch > 1)
	{
		Stretch(step, model.n, s->stretch);
		(void) Take(s->f, s->point, step, &next);
	}
	s->f->evaluate(s->f->arg, &next);
	Judge(s, &next, fall, Length(step, model.n));
	return false;
}

/*
 * From point->at, where it is then, with the function's value there; its derivatives, too, but for a last step
 * of the size of the tolerance, if it is a minimum.
 */
CvmEnd
cvm_newton(const CvmFunction *f, CvmPoint *point, int max_steps, double tolerance)
{
	Descent		s = {f, point, FIRST_RADIUS, 1, INFINITY};
	CvmEnd		end;

	f->evaluate(f->arg, point);
	if (!isfinite(point->value))
		return CVM_FLAT;
	for (int i = 0; i < max_steps; i++)
		if (Walk(&s, tolerance, &end))
			return end;
	return CVM_OUT_OF_STEPS;
}
