# The dashboard in a real browser: of the demo's company every page renders, draws, and says what SQL says, at the width of a desk and of a phone, with nothing
# from the network; without sources every picture says so; a
# company of two customers and a month is no reason to fail.
use strict;
use utf8;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use IO::Socket::INET;
use JSON::PP;
use Test::More;

my $modules = $ENV{DASHBOARD_MODULES} // 'dashboard/node_modules';
my ($chromium) = grep { -x } map { "$_/chromium" } split /:/, $ENV{PATH};
plan skip_all => 'needs Node.js: script/setup dashboard' if (run('node --version'))[1];
plan skip_all => 'needs chromium: script/setup dashboard' unless $chromium;
plan skip_all => 'needs the libraries: script/setup dashboard' unless -r "$modules/playwright-core/package.json" && -r "$modules/\@observablehq/framework/package.json";

my @pages = qw(index voice retention value revenue survival);
my $dir = File::Temp->newdir;
symlink $modules, 'dashboard/node_modules' unless -e 'dashboard/node_modules';

my $built = "build/dashboard has the site of the schema kpi\n";

# The site of the schema kpi of this database, in a folder of its own, and what was said when it was built
sub build_site {
	my ($name, $expected, $command) = @_;
	my ($said, $status) = run($command // 'dashboard/build');
	is("$status " . substr($said, -2000), '0 ' . ($expected // $built), "the site is built: $name");
	rename 'build/dashboard', "$dir/$name" or die "build/dashboard: $!";
	return "$dir/$name";
}

# What a browser sees, page by page and width by width
sub seen_pages {
	my ($site, @names) = @_;
	my ($said, $status) = run("node dashboard/browse.js '$site' '$chromium' @names");
	is($status, 0, 'a browser opens it') or diag(substr($said, -2000));
	return map { decode_json($_) } grep { /^\{/ } split /\n/, $said;
}

sub sound_page {
	my ($seen, $what) = @_;
	is_deeply($seen->{problems}, [], "$what: no error on the console, nothing asked of the network");
	is($seen->{errors}, 0, "$what: no picture failed");
	ok(!$seen->{too_wide}, "$what: nothing sticks out");
}

# Node.js that is too old is told from the right one before anything is fetched or built, libraries or not; what it says of itself is in a script of that name.
mkdir "$dir/old" or die $!;
for (['v16.20.2', qr/needs Node\.js 18 or later, with npm, and this is v16\.20\.2, \S+\/old\/node: Debian 12, .*\n$/], ['v9.11.2', qr/needs .*, and this is v9\.11\.2/], ['io.js', qr/needs .*: node --version says io\.js\n$/], ['v18.0.0', undef], ['v100.1.0', undef]) {
	my ($version, $expected) = @$_;
	spew("$dir/old/node", "#!/bin/sh\necho $version\n");
	chmod 0755, "$dir/old/node" or die $!;
	my ($said, $status) = run("PATH='$dir/old':\$PATH dashboard/install");
	$expected ? like("$status $said", qr/^1 make dashboard $expected/, "Node.js $version is refused") : is("$status $said", '0 ', "Node.js $version is not");
}

fresh_database('dashboard');
my ($said, $status) = run('dashboard/company');
is($status . $said, '0', 'the demo\'s company and the kit');
($said, $status) = run('SCHEMA=nowhere dashboard/build');
is($status . $said, "1there is no kit in the schema nowhere of this database: install it there (doc/kit.md), or name another by SCHEMA\n", 'a schema without the kit is refused');
($said, $status) = run('PGPORT=1 dashboard/build');
like($said, qr/^psql: error: .*Which database is read, PGHOST, PGPORT, PGUSER and PGDATABASE say$/ms, 'a database that is not there, too');
is($status, 1, 'with a status');

my $site = build_site('the company, by two at once', $built x 2, 'dashboard/build & dashboard/build; first=$?; wait $! && exit $first');
is(join(' ', glob 'build/site.*'), '', 'which leave nothing else behind');

# Serving it
($said, $status) = run('PORT=http node dashboard/serve.js');
is("$status $said", "1 PORT=http is no port: it is a number up to 65535\n", 'a port that is none is refused');
my $taken = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die $!;
for my $what ('', '--try') {
	($said, $status) = run('PORT=' . $taken->sockport . " node dashboard/serve.js $what");
	is("$status $said", '1 port ' . $taken->sockport . " is in use: choose another by PORT, or PORT=0 for any that is free\n", "a port in use is said $what");
}
is(join(' ', run('PORT=0 node dashboard/serve.js --try')), ' 0', 'one that is free is not');

my @outside;
for my $file (split /\n/, `find '$site' -name '*.html' -o -name '*.js' -o -name '*.css'`) {
	my $text = slurp($file);
	push @outside, "$file: $1" while $text =~ m{(https?://(?!www\.w3\.org/|127\.0\.0\.1|localhost)[\w.-]+)}g;
}
is("@outside", '', 'no file names a place in the network');

# What SQL says, as people read it
my %score = split /[=\n]/, answer(<<'SQL');
SELECT metric || '=' || CASE unit WHEN 'score' THEN to_char(value, 'FM0.0') WHEN 'share' THEN CASE WHEN value < 0.1 THEN to_char(100 * value, 'FM0.0') ELSE to_char(100 * value, 'FM990') END || '%'
	ELSE to_char(value, 'FM999,990') END FROM kpi.scorecard
SQL
is(scalar keys %score, 8, 'the scorecard has eight metrics');
my %future = split /[=\n]/, answer(<<'SQL');
SELECT f.* FROM kpi.forecast, LATERAL (VALUES ('still_there=' || to_char(still_there, 'FM999,990')), ('purchases=' || to_char(purchases, 'FM999,990')), ('value=' || to_char(value / 1000, 'FM990') || 'K')) AS f(said)
SQL
my %captions = (
	index => { lifecycle => "SELECT sum(new_customers) FROM kpi.lifecycle WHERE source = 'orders'" },
	voice => { nps_by_month => 'SELECT sum(answers) FROM kpi.nps_by_month',
		survey_by_touchpoint => 'SELECT sum(answers) FROM kpi.survey_by_touchpoint WHERE month = (SELECT max(month) FROM kpi.survey_by_touchpoint)' },
	retention => { retention_curve => "SELECT eligible FROM kpi.retention_curve WHERE source = 'orders' AND period = 0", funnel => "SELECT customers FROM kpi.funnel WHERE segment = 'all' AND step = 1", funnel_by_week => 'SELECT sum(entered) FROM kpi.funnel_by_week WHERE conversion IS NOT NULL' },
	value => { concentration => 'SELECT count(*) FROM kpi.customer_value', model_tracking => 'SELECT max(cumulative_actual) FROM kpi.model_tracking' },
	revenue => { revenue_bridge => "SELECT count(DISTINCT month) FROM kpi.revenue_bridge" },
	survival => { lifetime_by_plan => "SELECT subscriptions FROM kpi.lifetime_by_plan WHERE plan = 'all'" },
);
my $as_of = answer("SELECT to_char(scored_as_of, 'FMDD Mon YYYY') FROM kpi.refreshed");

my @seen = seen_pages($site, @pages, 'sql');
is(scalar @seen, 14, 'seven pages at two widths');
my %defined = map { $_ => 1 } map { @{ $_->{ids} } } grep { $_->{page} eq 'sql' } @seen;
is(join(' ', sort keys %defined), answer("SELECT string_agg(viewname, ' ' ORDER BY viewname COLLATE \"C\") FROM pg_views WHERE schemaname = 'kpi' AND obj_description(('kpi.' || viewname)::regclass) IS NOT NULL"),
	'the page of SQL has every view of the kit');
for my $seen (@seen) {
	my ($page, $what) = ($seen->{page}, "$seen->{page} at $seen->{width}");
	sound_page($seen, $what);
	next if $page eq 'sql';
	cmp_ok(scalar @{ $seen->{views} }, '>=', 4, "$what: pictures are there");
	is("@{ $seen->{blank} }", '', "$what: marks are in each");
	is($seen->{empty}, 0, "$what: none is without data");
	is(join(' ', grep { !/^\.\/sql\.html#(\w+)$/ || !$defined{$1} } @{ $seen->{links} }), '', "$what: each leads to its SQL");
	is_deeply($seen->{metrics}, \%score, "$what: the scorecard is SQL's") if $page eq 'index';
	like($seen->{tiles}{nrr_12_months}, qr/counted · target 100%\s+off target/, "$what: a number that is counted has no limits") if $page eq 'index';
	is_deeply($seen->{forecast}, \%future, "$what: the forecast is SQL's") if $page eq 'value';
	for my $view (sort keys %{ $captions{$page} }) {
		my $n = answer("SELECT to_char(($captions{$page}{$view}), 'FM999,999,990')");
		like($seen->{captions}{$view}, qr/^n = \Q$n\E .*as of \Q$as_of\E · SQL$/, "$what: $view is of $n");
	}
}

fresh_database('dashboard_empty');
for my $file (qw(sources views refresh)) {
	($said, $status) = run("psql -X -q -v schema=kpi -o /dev/null -f kit/$file.sql");
	is($status . $said, '0', "$file.sql");
}
answer('SELECT kpi.refresh()');
my $bare = build_site('no sources, which is said', "the views of the schema kpi are empty: replace the sources in kit/sources.sql by your tables, and call refresh() (doc/kit.md)\n$built");
for my $seen (seen_pages($bare, @pages)) {
	my $what = "$seen->{page} at $seen->{width}, without sources";
	sound_page($seen, $what);
	is($seen->{empty}, scalar @{ $seen->{views} }, "$what: every picture says that there are no data");
}

answer(<<'SQL');
CREATE OR REPLACE VIEW kpi.orders AS
SELECT customer, at::timestamp AS ordered_at, amount::numeric FROM (VALUES ('a', '2026-01-03', 10), ('b', '2026-02-05', 20), ('a', '2026-02-10', 5)) AS v(customer, at, amount);
CREATE OR REPLACE VIEW kpi.answers AS
SELECT customer, at::timestamp AS answered_at, survey, score, NULL::text AS touchpoint, comment, NULL::float8[] AS ratings
FROM (VALUES ('a', '2026-01-03', 'nps', 9, 'good'), ('b', '2026-02-05', 'csat', 4, NULL)) AS v(customer, at, survey, score, comment);
CREATE OR REPLACE VIEW kpi.subscriptions AS SELECT 'a' AS customer, 'Basic' AS plan, date '2026-01-01' AS started, NULL::date AS ended, 10::numeric AS amount;
CREATE OR REPLACE VIEW kpi.events AS SELECT 'a' AS customer, timestamp '2026-02-01 10:00' AS at, 'view' AS event;
SET client_min_messages = error;
SELECT kpi.refresh();
SQL
my $tiny = build_site('two customers');
for my $seen (seen_pages($tiny, @pages)) {
	sound_page($seen, "$seen->{page} at $seen->{width}, of two customers");
	like($seen->{captions}{nps_by_month}, qr/^n = 1 answer · Jan 2026 · /, 'one answer is one') if $seen->{page} eq 'voice';
}
done_testing();
