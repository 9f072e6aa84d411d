\echo Use "CREATE EXTENSION custval" to load this file. \quit
