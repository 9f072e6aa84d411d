# Out of tree, every file is built and installed; an edited header rebuilds; the build warns of nothing.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Cwd;
use File::Temp;
use Test::More;

my $top = getcwd();
my $copy = q{tar --exclude='*.o' --exclude='*.so' --exclude='custval--*' -cf - . | tar -xf - -C};
my $dir = File::Temp->newdir;
my $make = "make -s with_llvm=no PG_CONFIG='$ENV{PG_CONFIG}'";

mkdir "$dir/$_" for 'in tree', 'source', 'build';
run("$copy '$dir/in tree'");
run("$copy $dir/source");
my ($said, $status) = run("cd $dir/build && $make -f $dir/source/Makefile install DESTDIR=$dir/out");
is($status, 0, 'builds out of tree') or diag($said);
unlike($said, qr/warning/, 'without a warning');

# A server that was built within its own sources has a Makefile.global without VPATH: configure takes those lines out.
my ($pgxs) = (run("$ENV{PG_CONFIG} --pgxs"))[0] =~ m{(.*)/src/makefiles/pgxs\.mk};
run("cp -R '$pgxs' $dir/pgxs && sed -i '/^VPATH/d' $dir/pgxs/src/Makefile.global && mkdir $dir/empty");
spew("$dir/pg_config", qq{#!/bin/sh\n[ "\$1" = --pgxs ] && echo $dir/pgxs/src/makefiles/pgxs.mk && exit\nexec $ENV{PG_CONFIG} "\$@"\n});
chmod 0755, "$dir/pg_config";
($said, $status) = run("cd $dir/empty && make -n with_llvm=no PG_CONFIG=$dir/pg_config -f $dir/source/Makefile all");
is($status, 0, 'a server that was built within its sources builds out of tree, too') or diag(substr $said, -500);

chdir "$dir/in tree";
run("$make install DESTDIR=$dir/in");
my ($in) = run("cd $dir/in && find . -type f | sort");
my ($out) = run("cd $dir/out && find . -type f | sort");
like($in, qr/custval--.*\.sql/, 'the install script is installed');
my ($share) = (run("$ENV{PG_CONFIG} --sharedir"))[0] =~ /(.*)/;
is(join(' ', map { (run("cmp kit/$_.sql $dir/in$share/contrib/custval/kit/$_.sql"))[1] } qw(sources views refresh drop)), '0 0 0 0', 'so are the scripts of the kit');
is($out, $in, 'and out of tree installs the same files');

run("$make uninstall DESTDIR=$dir/in");
is((run("find $dir/in -name '*.sql' -o -name '*custval*'"))[0], '', 'and nothing is left of them, or of any other, after make uninstall');

is((run("$make -q all"))[1], 0, 'what is built is up to date');
run('touch -d "+1 hour" src/survey/tally.h');
isnt((run("$make -q all"))[1], 0, 'an edited header asks for a rebuild');
run('touch src/survey/tally.h');
for my $file ('src/frame.sql', 'src/survey/survey.sql', 'script/sql') {
	run("touch -d '+1 hour' $file");
	isnt((run("$make -q all"))[1], 0, "and so does $file");
	run("touch $file; $make all");
}
spew('src/survey/survey.sql', "functoin nps() -> float8 'x'\n" . slurp('src/survey/survey.sql'));
for my $time ('is', 'stays') {
	($said, $status) = run("$make all");
	like($said, qr{src/survey/survey\.sql:1: neither plain SQL}, "what the notation does not know $time an error");
}
spew('src/survey/survey.sql', slurp("$top/src/survey/survey.sql"));

# Bitcode for JIT rounds as the library does: it was compiled without the flag.
like((run("$make -n with_llvm=yes src/math/nps.bc"))[0], qr/-ffp-contract=off/, 'bitcode does not fuse multiplications into additions');

# Without a server's build files, make says what to do.
($said, $status) = run('make PG_CONFIG=/nonexistent');
isnt($status, 0, 'no pg_config, no build');
like($said, qr/postgresql-server-dev/, 'and the reason is told');

# Debian's client package has a pg_config whose server's headers are not there: nothing to build with.
spew("$dir/pg_config", qq{#!/bin/sh\n[ "\$1" = --includedir-server ] && echo $dir/none && exit\nexec $ENV{PG_CONFIG} "\$@"\n});
chmod 0755, "$dir/pg_config";
is((run("PG_CONFIG=$ENV{PG_CONFIG} script/find-pg-config"))[1], 0, 'a server with its headers is one to build for');
isnt((run("PG_CONFIG=$dir/pg_config script/find-pg-config"))[1], 0, 'one without them is not');

# From a path with a space, while another sandbox is up.
($said, $status) = run(q{env -u BOX script/sandbox psql -X -A -t -q -d postgres -c 'CREATE EXTENSION custval' -c 'SELECT nps(10)'});
is($said, "100\n", 'a sandbox from a path with a space, while another one is up');
($said, $status) = run(q{env -u BOX PGSERVICE=elsewhere PGOPTIONS='-c search_path=nowhere' PGHOST=/nowhere script/sandbox psql -X -A -t -q -d postgres -c 'CREATE EXTENSION custval' -c 'SELECT nps(10)'});
is($said, "100\n", 'a sandbox minds no PG variables of the user');
chdir $top;
done_testing();
