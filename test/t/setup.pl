# What happens before the tour and the tests: what make demo is given, what set-up installs and advises, and what the
# sandbox keeps of a build. Machines are made of stubs; nothing is installed.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Cwd;
use File::Temp;
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL PROGRESS KEPT KEEP FILES ANSWERS ORDERS SUBSCRIPTIONS)};
my $top = getcwd();
my $dir = File::Temp->newdir;

# A command of a folder, in the words of sh
sub stub {
	my ($path, $words) = @_;
	unlink $path;
	spew($path, "#!/bin/sh\n$words\n");
	chmod 0755, $path;
}

# ---------- make demo ----------

mkdir "$dir/tree";
run("cp -R Makefile custval.control src demo script $dir/tree");
stub("$dir/tree/script/setup", 'echo "set up for $*"');
stub("$dir/tree/script/sandbox", 'echo "sandbox $* KEEP=${KEEP:-}"; [ -z "${FILES:-}" ] || tail -n +2 "$FILES"/*.csv');
my %file = (answers => "customer_id,answered_at,score\n1,2026-01-01,9\n", orders => "customer_id,ordered_at,amount\n7,2026-01-01,12.50\n",
	subscriptions => "customer_id,started_on,ended_on,monthly\n8,2026-01-01,,19\n");
spew("$dir/tree/my $_.csv", $file{$_}) for keys %file;
spew("$dir/tree/bad.csv", "customer_id,answered_at,score\n1,2026-01-01,99\n");

sub demo {
	my ($words, $environment) = @_;
	return run("cd $dir/tree && env " . ($environment // '') . " make -s demo $words");
}

my ($said, $status) = demo('');
is($said, "set up for build\nsandbox demo/tour KEEP=\n", 'make demo sets up, and runs the tour in a sandbox');
for my $name (qw(ANSWERS answers Answers)) {
	($said) = demo("$name='my answers.csv'");
	like($said, qr/^my answers\.csv: 1 answer of 1 customer, from 2026-01-01 to 2026-01-01\nset up.*\n1,2026-01-01,9,1,all,nps$/ms, "U6: $name= is taken, in a file with a blank in its name");
	like((demo('', "$name='my answers.csv'"))[0], qr/^1,2026-01-01,9,/m, 'and from the environment');
}
($said) = demo("ANSWERS='my answers.csv' orders='my orders.csv' Subscriptions='my subscriptions.csv' keep=1");
like($said, qr/^sandbox demo\/tour KEEP=1\n.*^1,2026-01-01,9,.*^7,2026-01-01,12\.50\n.*^8,2026-01-01,,19,all$/ms, 'U6: all of them together, and KEEP');
like((demo('KEEP=0'))[0], qr/KEEP=$/, 'KEEP=0 keeps nothing');
like((demo("ORDERS='$dir/tree/my orders.csv'"))[0], qr/^7,/m, 'a path from the root');
run("cp '$dir/tree/my orders.csv' $dir/home.csv");
like((demo("'ORDERS=~/home.csv'", "HOME=$dir"))[0], qr/^7,/m, 'and one from home, which not every shell expands');
like((run("cd $dir/tree && mkfifo pipe && (cat 'my orders.csv' >pipe & make -s demo ORDERS=pipe)"))[0], qr/^7,/m, 'and a pipe');
for my $case (['ANSWER=x.csv', 'there is no variable ANSWER; did you mean ANSWERS?'], ['order=x.csv', 'there is no variable order; did you mean ORDERS?'], ['SUBS=x.csv', 'there is no variable SUBS; did you mean SUBSCRIPTIONS?'],
	['FILE=x.csv', "there is no variable FILE\nIt takes ANSWERS, ORDERS, SUBSCRIPTIONS, KEEP and PG_CONFIG"], ['ANSWERS=', 'ANSWERS is empty: name a CSV file'],
	['ANSWERS=bad.csv answers=x.csv', 'ANSWERS and answers differ: give one of them'],
	["'my answers.csv'", "which kind of file is answers.csv? Write\n  make demo ANSWERS=answers.csv\tif its columns are customer_id,answered_at,score\n"],
	['ORDERS=nowhere.csv', "ORDERS=nowhere.csv: there is no such file in $dir/tree"], ['ORDERS=/nowhere.csv', 'ORDERS=/nowhere.csv: there is no such file'], ['ORDERS=src', 'ORDERS=src: that is a folder: name a file in it']) {
	($said, $status) = demo($case->[0]);
	isnt($status, 0, "U6: refused: $case->[0]");
	like($said, qr/^make demo: \Q$case->[1]\E/m, 'with what to do');
	unlike($said, qr/set up/, 'before anything is done');
}
($said, $status) = demo('ANSWERS=bad.csv');
isnt($status, 0, 'U7: a bad file is refused');
like($said, qr/^bad\.csv, line 2: score "99"/, 'by its line');
unlike($said, qr/set up/, 'before anything is installed or built');

# ---------- make dashboard ----------

run("cp -R dashboard $dir/tree; rm -rf $dir/tree/dashboard/node_modules");
stub("$dir/tree/dashboard/build", 'echo "build of $SCHEMA at $PGHOST"');
stub("$dir/tree/script/sandbox", 'mkdir -p build/made/dashboard; echo made >build/made/dashboard/index.html; tar -C build/made -cf - dashboard; echo "sandbox KEPT=$KEPT FILES=$FILES" >&2');
mkdir "$dir/tools";
stub("$dir/tools/node", '[ "$1" != --version ] || { echo v20.19.2; exit 0; }; echo "node $*"; exit "${PORT_IN_USE:-0}"');
stub("$dir/tools/npm", 'mkdir "$3/node_modules"; [ -z "${NPM_FAILS:-}" ] || { echo "npm error ENOTFOUND"; exit 1; }; echo "npm $1"');

sub dashboard {
	my ($words, $environment) = @_;
	return run("cd $dir/tree && env -u PGHOST -u PGPORT -u PGDATABASE PATH=$dir/tools:\$PATH " . ($environment // '') . " make -s dashboard $words");
}

($said, $status) = dashboard('', 'NPM_FAILS=1');
isnt($status, 0, 'the libraries cannot be had');
like($said, qr/^npm error ENOTFOUND\nnpm ci failed: see above/m, 'which is said, with why');
is(join(' ', grep { -e } "$dir/tree/dashboard/node_modules", glob "$dir/tree/build/npm.*"), '', 'and nothing half is left');
($said, $status) = dashboard('');
is("$status " . $said =~ s/\.\.\. \d+ s/.../r, "0 fetching the dashboard's libraries by npm (half a minute) ...\nset up for build\nsandbox KEPT=1 FILES=dashboard/node_modules\nbuild/dashboard has the site of the demo's company\n", 'make dashboard fetches them, sets up, and builds in a sandbox');
is(slurp("$dir/tree/build/dashboard/index.html"), "made\n", 'the site is there');
ok(-d "$dir/tree/dashboard/node_modules", 'as are the libraries');
($said) = dashboard('SERVE=1');
like($said, qr/^node dashboard\/serve\.js --try\nset up.*^node dashboard\/serve\.js$/ms, 'SERVE=1 asks for the port first, and serves at the end');
unlike((dashboard('SERVE=1', 'PORT_IN_USE=1'))[0], qr/set up/, 'where it is in use, nothing is built');
unlike((dashboard('SERVE=0'))[0], qr/^node/m, 'SERVE=0 does not serve');
is((dashboard('SCHEMA=shop', 'PGHOST=db.example'))[0], "build of shop at db.example\n", 'a database of one\'s own');
for my $case (['SCHMA=shop', 'there is no variable SCHMA. It takes SCHEMA, SERVE, PORT, PG_CONFIG, and PGHOST and its like'], ['SCHEMA=shop', 'in which database is the schema shop? Say so by PGHOST, PGDATABASE or their like']) {
	($said, $status) = dashboard($case->[0]);
	isnt($status, 0, "refused: $case->[0]");
	like($said, qr/^make dashboard: \Q$case->[1]\E$/m, 'with what to do');
	unlike($said, qr/set up/, 'before anything is done');
}

# ---------- gates ----------

mkdir $_ for "$dir/gates", "$dir/gates/test", "$dir/gates/test/t";
spew("$dir/gates/test/t/able.pl", 'print "1..1\nok 1\n";');
spew("$dir/gates/test/t/unable.pl", 'print "1..0 # SKIP needs the moon\n";');
spew("$dir/gates/test/t/hollow.pl", 'use Test::More; done_testing();');

sub gates {
	my ($names) = @_;
	($said, $status) = run("cd $dir/gates && perl $top/script/test $names");
	return "$status " . join "\n", grep { /^skipped|^no gate|passed/ } split /\n/, $said;
}

is(gates('t/unable'), "0 skipped: test/t/unable.pl: needs the moon\n0 passed, 0 failed", 'a gate that cannot run is said to be skipped, and is no failure');
is(gates('able'), "0 skipped: test/t/unable.pl: needs the moon\n1 passed, 0 failed", 'beside one that can');
like(gates('hollow able'), qr/^1 .*^1 passed, 1 failed/ms, 'one without a test fails');
is(gates('nothing'), "1 no gate's name contains nothing\n0 passed, 0 failed", 'as does a name that no gate has');

# ---------- what is kept of a build ----------

mkdir "$dir/kept";
run("cp -R Makefile custval.control src kit demo script $dir/kept");
stub("$dir/kept/script/stage", 'mkdir -p "$BOX/stage"; cat src/frame.sql >"$BOX/stage/frame"; sleep "${SLOW:-0}"; echo built; exit "${FAILS:-0}"');
my $box = 'env -u BOX KEPT=1';

sub boxed {
	my ($environment) = @_;
	return run("cd $dir/kept && $box " . ($environment // '') . q{ script/sandbox sh -c 'echo "has $(cksum <"$BOX/stage/frame")"'});
}

sub is_built {
	my ($times, $name, $environment) = @_;
	my ($said) = boxed($environment);
	my ($sum) = run("cksum <$dir/kept/src/frame.sql");
	is($said =~ s/^(?:what was built could.*)\n//mr, "built\n" x $times . "has $sum", "U7: $name");
}

is_built(1, 'the first run builds');
is_built(0, 'the second takes what was built');
run("touch $dir/kept/src/frame.sql $dir/kept/Makefile");
is_built(0, 'as does one after nothing but times has changed');
spew("$dir/kept/src/frame.sql", slurp("$dir/kept/src/frame.sql") . "-- more\n");
is_built(1, 'a changed source is built');
is_built(0, 'and kept');
is_built(1, 'other flags are another build', 'CFLAGS=-O3');
spew("$dir/kept/src/frame.sql", slurp("$top/src/frame.sql"));
is_built(0, 'the first one is still there');
spew("$dir/kept/src/frame.sql", "-- two at once\n");
my @both = (run("cd $dir/kept && for run in 1 2; do $box SLOW=1 script/sandbox sh -c 'cat \"\$BOX/stage/frame\"' & done; wait"))[0] =~ /^-- two at once$/mg;
is(@both, 2, 'U7: two runs at once have both what was built');
is_built(0, 'and leave it whole');
spew("$dir/kept/src/frame.sql", "-- fails\n");
isnt((boxed('FAILS=1'))[1], 0, 'U7: a build that fails');
is_built(1, 'is not kept');
for my $n (1 .. 4) {
	spew("$dir/kept/src/frame.sql", "-- number $n\n");
	boxed();
}
is(scalar(my @folders = glob "$dir/kept/build/kept/*"), 4, 'U7: the newest few stay, and nothing half made');
run("chmod -R a-w $dir/kept/build");
spew("$dir/kept/src/frame.sql", "-- nowhere to keep it\n");
is_built(1, 'where it cannot be kept, the run goes on');
run("chmod -R u+w $dir/kept/build; chmod a-w $dir/kept; mkdir $dir/cache");
is_built(1, 'a tree that may not be written', "XDG_CACHE_HOME=$dir/cache");
is_built(0, 'keeps in the cache of the user', "XDG_CACHE_HOME=$dir/cache");
run("chmod u+w $dir/kept");
($said) = run("cd $dir/kept && $box PROGRESS=1 script/sandbox true");
like($said, qr/^(?:custval is built already|built).*^starting a server of its own \.\.\. \d+ s$/ms, 'U7: what happens is said, with its time');

# ---------- script/setup on machines that lack everything ----------

mkdir "$dir/$_" for 'script', 'bin';
run("cp script/setup script/progress $dir/script");
stub("$dir/script/find-pg-config", 'exit 1');
for my $tool (qw(sh dirname sed grep tr head cat cut date env sort)) {
	chomp(my ($path) = run("command -v $tool"));
	symlink $path, "$dir/bin/$tool" or die "$tool: $!\n";
}
stub("$dir/bin/dpkg-query", 'exit 1');
stub("$dir/bin/ls", 'exit 1');	# no server in /usr/lib
stub("$dir/bin/id", 'echo 1000');
stub("$dir/bin/apt-get", 'echo "apt-get must not be called"');
stub("$dir/bin/apt-cache", "[ -f $dir/lists ] || exit 100; case \$1 in depends) echo postgresql; echo '  Depends: postgresql-15' ;; esac");

sub setup {
	my ($purpose) = @_;
	unlink "$dir/log";
	my ($said, $status) = run("env -u PG_CONFIG PATH=$dir/bin $dir/script/setup $purpose </dev/null");
	return ($said, $status, -f "$dir/log" ? slurp("$dir/log") : '');
}

($said, $status) = setup('build');
isnt($status, 0, 'U4: an ordinary user without lists');
like($said, qr/^  apt-get update && apt-get install gcc libc6-dev make postgresql postgresql-server-dev-all$/m, 'U4: is told of packages that there are');
unlike((setup('test'))[0], qr/-(?:\s|$)|--/m, 'U4: as is one who tests: no package without its version');
spew("$dir/lists", '');
like((setup('build'))[0], qr/^  apt-get update && apt-get install gcc libc6-dev make postgresql-15 postgresql-server-dev-15$/m, 'U4: with lists, by version');

unlike((setup('test'))[0], qr/chromium|npm/, 'who tests gets no browser unasked');
like((setup('dashboard'))[0], qr/^  apt-get update && apt-get install .* nodejs npm chromium$/m, 'who asks for the dashboard does');

# sudo writes down what it is to do; apt-get update brings the lists
stub("$dir/bin/sudo", qq{[ "\$1" = -n ] && exit 0\necho "\$*" >>$dir/log\ncase "\$*" in *"apt-get update"*) eval "\$UPDATE" ;; *tee*) sed "s/^/  /" >>$dir/log ;; *"apt-get install"*) exit "\${INSTALLS:-0}" ;; esac});
unlink "$dir/lists";
$ENV{UPDATE} = "true >$dir/lists";
my $log;
($said, $status, $log) = setup('build');
is($status, 0, 'who may use sudo, without lists') or diag($said);
like($log, qr/^apt-get update.*\n(?:mkdir -p (\S+)\n)?tee (\S+createcluster\.d\S+)\n  create_main_cluster = false\nenv .*apt-get install .*gcc libc6-dev make postgresql-15 postgresql-server-dev-15 *\nrm -f \2\n(?:rmdir \1\n)?\z/,
	'U7: lists are fetched, no cluster is made with the server, and the setting that says so is taken away');
$ENV{INSTALLS} = 1;
($said, $status, $log) = setup('build');
isnt($status, 0, 'an installation that fails');
like($said, qr/apt-get install failed/, 'is said to have failed');
like($log, qr/^rm -f \S+createcluster/m, 'U7: and the setting is taken away');
delete $ENV{INSTALLS};
stub("$dir/script/find-pg-config", "echo '$ENV{PG_CONFIG}'");
($said, $status, $log) = setup('build');
like($log, qr/install .*gcc libc6-dev make *$/m, 'where there is a server, the rest is installed');
unlike($log, qr/createcluster/, 'U7: and clusters are nobody\'s business');
# A server built from source, of a version that Debian has no package of
stub("$dir/bin/pg_config", "case \$1 in --version) echo PostgreSQL 16.4 ;; *) echo $dir ;; esac");
stub("$dir/script/find-pg-config", "echo $dir/bin/pg_config");
like((setup('test'))[2], qr/postgresql-16-pgtap/, 'a server without pgTAP needs its package');
mkdir "$dir/extension";
spew("$dir/extension/pgtap.control", '');
unlike((setup('test'))[2], qr/pgtap/, 'a server that has pgTAP needs no package of it, which need not exist');
stub("$dir/script/find-pg-config", 'exit 1');
unlink "$dir/lists";
$ENV{UPDATE} = 'echo "W: Failed to fetch http://example.com/"';
($said, $status, $log) = setup('build');
isnt($status, 0, 'U4: offline and without lists');
like($said, qr/^W: Failed to fetch.*\napt knows no package postgresql.*Is this machine online\?$/m, 'what apt-get update said is shown');
unlike($log, qr/install/, 'and nothing without a version is asked for');
done_testing();
