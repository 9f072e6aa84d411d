# What the tests in test/t share: databases of their own on the sandbox's server, and psql.
package Custval;
use strict;
use warnings;
use Exporter 'import';
use File::Temp;

our @EXPORT = qw(fresh_database psql answer run first_seed slurp spew binary_copy mutated @binary_pieces rooms start_server restart_server stop_server in_server);
our @binary_pieces = ((map { chr } 0, 1, 2, 10, 127, 128, 255), "\0" x 8, "\xff" x 8, "\x7f" . "\xff" x 7);

# Create the database, put custval in it, and make it the one that clients connect to.
sub fresh_database {
	my ($name) = @_;
	$ENV{PGOPTIONS} = '-c client_min_messages=warning';
	$ENV{PGDATABASE} = 'postgres';
	answer("DROP DATABASE IF EXISTS $name");
	answer("CREATE DATABASE $name");
	$ENV{PGDATABASE} = $name;
	answer('CREATE EXTENSION custval');
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

# What a query says, or die of what it says
sub answer {
	my ($sql, @options) = @_;
	my ($said, $status) = psql($sql, @options);
	die substr($sql, 0, 1000) . ': ' . substr($said, -1000) if $status;
	chomp $said;
	return $said;
}

# What a random run begins with: what the variable says; in CI the same each time, so that a change is judged by what it changes
sub first_seed {
	my ($variable) = @_;
	return $ENV{$variable} // ($ENV{CI} ? 2026 : 1 + int rand 1e9);
}

# The rooms of the Makefile
sub rooms {
	my ($rooms) = slurp('Makefile') =~ /^ROOMS = (.*)/m or die "Makefile has no ROOMS\n";
	return split ' ', $rooms;
}

# Another server with the sandbox's settings; its socket is in the folder that is returned. It stops when the test ends.
my %servers;

sub start_server {
	my $dir = File::Temp::tempdir('server.XXXXXX', DIR => $ENV{BOX}, CLEANUP => 1);
	for my $command ("initdb -D $dir/data -U postgres -E UTF8 --locale=C -A trust -N", "cp '$ENV{BOX}/data/postgresql.conf' $dir/data")
	{
		my ($said, $status) = run($command);
		die "$command: $said" if $status;
	}
	restart_server($dir) or die slurp("$dir/log");
	return $dir;
}

# Start it, or start it again, through a command that puts limits on it if one is given. Is it up?
sub restart_server {
	my ($dir, $wrapper) = @_;
	stop_server($dir);
	my (undef, $status) = run(($wrapper // '') . qq{ pg_ctl -D $dir/data -l $dir/log -w -s -o "-p $ENV{PGPORT} -k $dir -c listen_addresses=''" start});
	$servers{$dir} = $$ unless $status;
	return !$status;
}

sub stop_server {
	my ($dir) = @_;
	run("pg_ctl -D $dir/data -s -m fast stop") if -f "$dir/data/postmaster.pid";
}

END {
	my $status = $?;
	stop_server($_) for grep { $servers{$_} == $$ } keys %servers;
	$? = $status;
}

# Run the code with psql leading to another server.
sub in_server {
	my ($dir, $code) = @_;
	local $ENV{PGHOST} = $dir;
	local $ENV{PGDATABASE} = $ENV{PGDATABASE};
	return $code->();
}

# A file of COPY BINARY with one row of one value
sub binary_copy {
	my ($value) = @_;
	return "PGCOPY\n\xff\r\n\0" . pack('N N n N', 0, 0, 1, length $value) . $value . pack('n', 0xffff);
}

# One to four changes: a piece written over, inserted, bytes cut, the tail cut, bytes repeated
sub mutated {
	my ($value, @alphabet) = @_;
	for (0 .. rand 4) {
		my $at = int rand(1 + length $value);
		my $run = int rand 8;
		my $piece = $alphabet[rand @alphabet];
		my $how = int rand 9;
		$run = length($value) - $at if $run > length($value) - $at;
		if ($how < 3) { substr($value, $at, $run && length $piece <= length($value) - $at ? length $piece : 0) = $piece }
		elsif ($how < 5) { substr($value, $at, 0) = $piece }
		elsif ($how < 7) { substr($value, $at, $run) = '' }
		elsif ($how < 8) { substr($value, $at, 0) = substr($value, $at, $run) }
		elsif (rand() < 0.3) { $value = substr($value, 0, $at) }
	}
	return $value;
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
