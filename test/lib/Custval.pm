# What the tests in test/t share: databases of their own on the sandbox's server, and psql.
package Custval;
use strict;
use warnings;
use Exporter 'import';
use File::Temp;

our @EXPORT = qw(fresh_database psql run slurp spew);

# Create the database, put custval in it, and make it the one that clients connect to.
sub fresh_database {
	my ($name) = @_;
	$ENV{PGOPTIONS} = '-c client_min_messages=warning';
	$ENV{PGDATABASE} = 'postgres';
	psql("DROP DATABASE IF EXISTS $name");
	psql("CREATE DATABASE $name");
	$ENV{PGDATABASE} = $name;
	my ($out, $status) = psql('CREATE EXTENSION custval');
	die "cannot create $name: $out" if $status;
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
