# What the benchmark's scripts share: the server, DuckDB, files of statements, figures.
package Bench;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw($settings slurp psql parts minimum median peak_query peaks duckdb_ms package_ms machine);

our $settings = "SET jit = off; SET max_parallel_workers_per_gather = 0; SET work_mem = '" . ($ENV{BENCH_WORK_MEM} // '64MB') . "';";

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

sub psql {
	my ($sql) = @_;
	open my $file, '>', "$ENV{BOX}/bench.sql" or die;
	print $file $sql;
	close $file;
	my $out = `psql -X -q -A -t -v ON_ERROR_STOP=1 -f '$ENV{BOX}/bench.sql' 2>&1`;
	die $out if $?;
	return $out;
}

# The parts of a file, each begun by a keyword: ([keyword, rest of the line, statements], ...)
sub parts {
	my ($text, $keywords) = @_;
	my @found;
	push @found, [$1, $2 // '', $3] while $text =~ /^-- ($keywords)(?: (.*))?\n((?:(?!-- (?:$keywords)).*\n?)*)/mg;
	return @found;
}

sub minimum { return (sort { $a <=> $b } @_)[0] }
sub median { return (sort { $a <=> $b } @_)[@_ / 2] }

# The peak memory of the session so far, in kB, as a line of its own; and those lines in an output
sub peak_query { return q{SELECT 'peak ' || (regexp_match(pg_read_file('/proc/' || pg_backend_pid() || '/status'), 'VmHWM:\s+(\d+)'))[1];} . "\n" }
sub peaks { return $_[0] =~ /^peak (\d+)/mg }

# Copies of the tables that a statement or a program names, as $BOX/TABLE.csv; their names
sub copied_tables {
	my ($text) = @_;
	my @tables = grep { $text =~ /\b$_\b/ } split ' ', psql(q{SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace});
	for my $table (@tables) {
		next if -f "$ENV{BOX}/$table.csv";
		psql(qq{\\copy $table TO '$ENV{BOX}/$table.csv' (FORMAT csv, HEADER)\n});
	}
	return @tables;
}

# The columns of a table that are numeric there must not become floats in a copy: "column:DECIMAL(p,s),..."
sub decimal_columns {
	my ($table) = @_;
	chomp(my $columns = psql(qq{SELECT string_agg(attname || ':' || replace(format_type(atttypid, atttypmod), 'numeric', 'DECIMAL'), ';') FROM pg_attribute
		WHERE attrelid = '$table'::regclass AND atttypid = 'numeric'::regtype AND atttypmod > 0}));
	return $columns;
}

# Best of RUNS in DuckDB
sub duckdb_ms {
	my ($sql, $runs) = @_;
	return unless $ENV{DUCKDB} && -d $ENV{DUCKDB};
	my @tables = map { "$_=" . decimal_columns($_) } copied_tables($sql);
	open my $out, '-|', 'node', 'bench/duckdb.mjs', $ENV{DUCKDB}, $ENV{BOX}, $runs, $sql, @tables or return;
	my $ms = <$out>;
	return close $out ? $ms : undef;
}

# What a program says it took without reading its file; nothing where the package is not there
sub package_ms {
	my ($language, $program) = @_;
	my %asks = (python => ['python3', '-c', 'import lifetimes'], r => ['Rscript', '-e', 'library(survival)']);
	my ($interpreter, @ask) = @{ $asks{$language} };
	return if system("command -v $interpreter >/dev/null") || system("$interpreter $ask[0] '$ask[1]' >/dev/null 2>&1");
	copied_tables($program);
	open my $file, '>', "$ENV{BOX}/program" or die;
	print $file $program;
	close $file;
	my $out = `cd '$ENV{BOX}' && $interpreter program 2>program.log`;
	die slurp("$ENV{BOX}/program.log") if $?;
	return ($out =~ /([\d.]+)\s*\z/)[0];
}

# Server, processor and cores
sub machine {
	my ($version) = psql('SELECT version()') =~ /^(PostgreSQL [\d.]+)/;
	my ($cpu) = slurp('/proc/cpuinfo') =~ /^model name\s*: (.*)/m;
	my $cores = () = slurp('/proc/cpuinfo') =~ /^processor/mg;
	return join ', ', $version, $cpu // 'unknown processor', "$cores cores";
}
1;
