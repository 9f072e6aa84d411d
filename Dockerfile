# PostgreSQL with custval: docker build -t custval . (or --build-arg PG=17)
ARG PG=16
FROM postgres:${PG}
ARG PG
COPY . /tmp/custval
RUN apt-get update \
	&& apt-get install -y --no-install-recommends gcc make libc6-dev postgresql-server-dev-${PG} \
	&& make -C /tmp/custval with_llvm=no install \
	&& apt-get purge -y --auto-remove gcc make libc6-dev postgresql-server-dev-${PG} \
	&& rm -rf /tmp/custval /var/lib/apt/lists/*
