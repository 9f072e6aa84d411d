# custval: customer-value analytics inside PostgreSQL

# A room is one subject: its C and SQL in src/, its tests, its doc page.
ROOMS = survey retention clv revenue survival segment journey driver voice scorecard privacy

EXTENSION = custval
comma = ,
MODULE_big = custval
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(srcdir)/custval.control)

ALL_HEADERS = $(wildcard $(srcdir)/src/*/*.h)
SOURCES = $(wildcard $(srcdir)/src/*.c $(srcdir)/src/math/*.c $(srcdir)/src/core/*.c) \
	$(foreach room,$(ROOMS),$(wildcard $(srcdir)/src/$(room)/*.c))
ROOMS_SQL = $(srcdir)/src/core/core.sql $(foreach room,$(ROOMS),$(srcdir)/src/$(room)/$(room).sql)
OBJS = $(patsubst $(srcdir)/%.c,%.o,$(SOURCES))
# The install script, then frozen ones and deltas; the frozen one of this very version is what is built.
INSTALL_SQL = custval--$(EXTVERSION).sql
DATA =
DATA_built = $(INSTALL_SQL) $(filter-out $(INSTALL_SQL),$(notdir $(wildcard $(srcdir)/src/upgrade/*.sql)))
REGRESS = $(ROOMS)
REGRESS_OPTS = --inputdir=$(srcdir) --load-extension=custval
# Only these flags reach the bitcode for JIT, too; without the second, inlined mathematics would round otherwise.
PG_CPPFLAGS = -I$(srcdir)/src -ffp-contract=off
PG_CFLAGS = -std=gnu99 -Wno-declaration-after-statement $(if $(CI),-Werror)
SHLIB_LINK = -lm $(if $(filter linux,$(PORTNAME)),-Wl$(comma)-Bsymbolic-functions)
EXTRA_CLEAN = results regression.diffs regression.out

# Out of tree. Makefile.global says so, too, but not of a server that was built within its sources: configure takes its VPATH lines out.
ifneq ($(dir $(firstword $(MAKEFILE_LIST))),./)
VPATH ?= $(dir $(firstword $(MAKEFILE_LIST)))
endif

PG_CONFIG ?= pg_config
PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))

ifneq ($(PGXS),)
include $(PGXS)
else
srcdir = .
all install installcheck clean uninstall:
	@echo "PostgreSQL's build files were not found: install them (on Debian: postgresql-server-dev-NN),"; \
	echo "or name another server's pg_config with make PG_CONFIG=/path/to/pg_config"; exit 1
endif

# PGXS tracks no headers, and makes no folders when it builds out of tree.
$(OBJS): $(ALL_HEADERS) $(srcdir)/Makefile
ifneq ($(PGXS),)
FOLDERS := $(shell mkdir -p $(dir $(OBJS)))
endif

# The kit's scripts are run by psql and belong to no version of the extension: they go where PostGIS and others have such, beside extension/.
ifneq ($(PGXS),)
KIT = $(notdir $(wildcard $(srcdir)/kit/*.sql))
KIT_FOLDER = $(DESTDIR)$(datadir)/contrib/custval/kit

.PHONY: install-kit uninstall-kit
install: install-kit
install-kit:
	$(MKDIR_P) '$(KIT_FOLDER)'
	$(INSTALL_DATA) $(addprefix $(srcdir)/kit/,$(KIT)) '$(KIT_FOLDER)/'

uninstall: uninstall-kit
uninstall-kit:
	rm -f $(addprefix '$(KIT_FOLDER)'/,$(KIT))
	-rmdir '$(KIT_FOLDER)' '$(dir $(KIT_FOLDER))'
endif

# script/sql says what the rooms' notation stands for; a frozen script is plain SQL and stays as it is.
NOTATION = $(srcdir)/script/sql $(srcdir)/src/frame.sql $(ROOMS_SQL) $(srcdir)/custval.control

$(INSTALL_SQL): $(srcdir)/src/custval.sql $(NOTATION)
	perl $(srcdir)/script/sql $(srcdir)/src/custval.sql $(ROOMS_SQL) > $@

custval--%.sql: $(srcdir)/src/upgrade/custval--%.sql $(NOTATION)
	perl $(srcdir)/script/sql $< > $@

.DELETE_ON_ERROR:

# ---------- for users: each installs what it needs, changes nothing else, and cleans up (make demo keeps what it built in build/) ----------

.PHONY: demo dashboard test bench lint symbols format format-check unit accept matrix package fuzz sanitize

# ANSWERS=file.csv runs it on your own answers, ORDERS=file.csv on your orders, SUBSCRIPTIONS=file.csv on your subscriptions,
# KEEP=1 leaves the server up. What else is given is refused by name.
GIVEN = $(foreach name,$(.VARIABLES),$(if $(findstring command line,$(origin $(name))),$(name)))
demo:
	@GIVEN='$(GIVEN)' GOALS='$(subst ','\'',$(filter-out demo,$(MAKECMDGOALS)))' demo/start

# The site over the kit's views, into build/dashboard: of the demo's company or, with PGHOST and the like set, of the schema SCHEMA (kpi) there.
# SERVE=1 serves it on localhost, PORT (3000).
dashboard:
	@GIVEN='$(GIVEN)' dashboard/start

# GATES="regress pgtap" runs those only.
test:
	@script/setup test && script/sandbox perl script/test $(GATES)

bench:
	@script/setup test && script/bench

# ---------- for developers ----------

lint:
	@perl script/lint

symbols: all
	@perl script/symbols $(MODULE_big)$(DLSUFFIX)

format:
	@perl script/format

format-check:
	@perl script/format --check

# Make what the regression tests print now the expected output, of the rooms in ACCEPT; read the diff before you commit it.
ACCEPT = $(ROOMS)
accept:
	@script/sandbox sh -c 'script/regress >/dev/null 2>&1; tar -C results -cf - $(ACCEPT:=.out)' | tar -C expected --no-same-owner -xf -

unit:
	@for test in test/unit/*.c; do echo "# $$test"; perl script/unit $$test || exit 1; done

# In Debian's releases, as root: RELEASES="trixie forky" are those to use.
matrix:
	@script/matrix $(RELEASES)

package:
	@script/package $(RELEASES)

# FUZZ_SECONDS=60 for each file of test/fuzz, FUZZ_SEED
fuzz:
	@perl script/fuzz

# GATES="regress fuzz" sanitizes those only; CALLS and FUZZ_CALLS.
sanitize:
	@script/setup test && script/sanitize $(GATES)
