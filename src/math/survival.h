#ifndef CV_MATH_SURVIVAL_H
#define CV_MATH_SURVIVAL_H

/* Who is last seen at one duration: those who churn, before those who are still there then */
typedef struct CvLeavers
{
	double		churned;
	double		censored;
} CvLeavers;

/* A walk along a survival curve, from one duration to the next */
typedef struct CvSurvival
{
	double		at_risk;		/* customers who are seen at the next duration */
	double		level;			/* survival when somebody was last censored, and */
	double		customers;		/* the customers who were left then */
} CvSurvival;

extern void cvm_survival_begin(CvSurvival *curve, double customers);
extern double cvm_survival_step(CvSurvival *curve, const CvLeavers *leavers);

#endif
