# What the tests in test/t share: databases of their own on the sandbox's server, and psql.
package Custval;
use strict;
use warnings;
use Exporter 'import';
use File::Temp;

our @EXPORT = qw(fresh_database psql run slurp spew binary_copy);

# Create the database, put custval in it, and make it the one that clients connect to.
sub fresh_database {
	my ($name) = @_;
	$ENV{PGOPTIONS} = '-c client_min_messages=warning';
	$ENV{PGDATABASE} = 'postgres';
	must("DROP DATABASE IF EXISTS $name");
	must("CREATE DATABASE $name");
	$ENV{PGDATABASE} = $name;
	must('CREATE EXTENSION custval');
}

sub must {
	my ($sql) = @_;
	my ($said, $status) = psql($sql);
	die "$sql: $said" if $status;
}

# (output with errors, exit status) of a shell command
sub run {
	my ($command, $input) = @_;
	my $in = File::Temp->new;
	print $in $input // '';
	close $in;
	my $out = `( $command ) <'$in' 2>&1`;
	return ($out, $? >> 8);
}

# Unaligned, tuples only, stopping at the first error
sub psql {
	my ($sql, @options) = @_;
	return run("psql -X -q -A -t -v ON_ERROR_STOP=1 @options", $sql);
}

# A file of COPY BINARY with one row of one value
sub binary_copy {
	my ($value) = @_;
	return "PGCOPY\n\xff\r\n\0" . pack('N N n N', 0, 0, 1, length $value) . $value . pack('n', 0xffff);
}

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

sub spew {
	my ($path, $content) = @_;
	open my $out, '>', $path or die "$path: $!\n";
	binmode $out;
	print $out $content;
	close $out or die "$path: $!\n";
}

1;
