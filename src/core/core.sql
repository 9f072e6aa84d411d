-- ---------- types that several rooms read ----------

type ledger_tally large grows noun ledger space 256
	'what each of many customers paid in each period, exact; mergeable, rows of a customer and period add up. Data of single customers: not for publication'
	+ 'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of '
	'customer are an error (22023)'
	merge null
	final null
	rollup 'ledgers merged: what the same customer paid in the same period adds up'

type survival_tally large grows noun tally space 256
	'how many customers churned, and how many were still there, at each duration; mergeable'
	+ 'tallies of disjoint customers added; NULL counts as none'
	merge null
	final null
	rollup 'tallies of disjoint customers added'
