/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"

/*
 * Every fault that the cloud, the way to it and this PC can have, a row each. Adding one is adding a row: the test
 * (test-fault-table.c) runs each at every point that the row names, with operations waiting, and asks for the same end:
 * once the fault stops, the cache is what the cloud says, and everything that waited was done, once.
 */

/* Where it strikes. */
typedef enum
{
  POINT_ME,
  POINT_SNAPSHOT, /* of the carts, in a first sync */
  POINT_CHANGES,
  POINT_VITALS,
  POINT_STREAM,
  POINT_PUT,      /* an operation is sent */
  POINT_GET,      /* the cloud is asked what became of one whose answer was lost */
  POINT_ALL,      /* everything, or something else than a request */
} FaultPoint;

#define N_POINTS (POINT_ALL + 1)
#define AT(point) (1u << POINT_##point)
#define AT_READS (AT (ME) | AT (SNAPSHOT) | AT (CHANGES) | AT (VITALS))
#define AT_OPERATIONS (AT (PUT) | AT (GET))
#define AT_LISTS (AT (SNAPSHOT) | AT (CHANGES))

typedef struct _FaultRow FaultRow;
typedef struct _FaultRun FaultRun;

/* Another body instead of @body, or it. On the proxy's threads. */
typedef GBytes *(*FaultRewrite) (const char *target, GBytes *body, FaultRun *run);

struct _FaultRun
{
  Desk desk;
  const FaultRow *row;
  FaultPoint point;
  guint n_hit;          /* on the proxy's threads, one at a time: requests at the point so far */
  GPtrArray *ids;       /* (element-type utf8): of the operations that were made */
  GPtrArray *tenants;   /* (element-type utf8): and their chains */
  char *victim;         /* the first cart of the first chain: rows are bent of it */
  GBytes *kept;         /* (nullable): an answer from before */
  gpointer pin;         /* (nullable): of the row */
  FaultRewrite rewrite; /* (nullable): atomic: of answers that are bent … */
  guint n_bent;         /* … and how many were really other ones then; atomic */
  guint n_made;
};

struct _FaultRow
{
  const char *name;
  const char *what;     /* what it does */
  guint points;         /* AT () bits */

  /* What is done with the @nth request at the point; by the proxy. */
  CorralProxyFault (*make) (FaultRun *run, const char *target, guint nth);
  gint64 number;        /* for make, begin */
  const char *text;     /* for make, begin */
  guint times;          /* so often; 0: until it is healed */

  /* Anything else; before the desk follows the cloud, and when the fault stops. */
  void (*begin) (FaultRun *run);
  void (*end) (FaultRun *run);

  guint hops;           /* what people are told meanwhile, when reading is struck: 1 << CorralHop, one of them is
                           seen, and no other. 0: that nothing is wrong */
  guint may_hops;       /* what they may be told, for it depends on who finds out first */
  guint states;         /* of operations meanwhile, when operations are struck: CORRAL_OUTBOX_BIT()s */
  gboolean harmless;    /* the end is reached with the fault still there */
  gboolean warm;        /* at ME, SNAPSHOT and ALL: the desk has everything from before */
  gboolean forgets;     /* what was known from before is lost, or not to be seen any more */
  gboolean put_aside;   /* a row is, and the rest is taken over */
  gboolean sign_in;     /* when it stops somebody signs in again */
  gboolean restart;     /* when it stops the program is started again */
  gboolean touch;       /* when it stops the bent rows change in the cloud */
  void (*check) (FaultRun *run); /* (nullable): more that is so while it lasts */
  gboolean impatient;   /* with deadlines of half a second */

  const char *elsewhere; /* (nullable): "program:/test/path" that covers it; then nothing else counts */
};

extern const FaultRow fault_rows[];
extern const guint n_fault_rows;

/* ---- bent contents (fault-content.c); each gives the answer's body as the row wants it */

CorralProxyFault fault_content_rewrite (FaultRun *run, FaultRewrite rewrite);

/* Everything is replaced by row->text, or by what row->number says. */
CorralProxyFault fault_content_whole (FaultRun *run, const char *target, guint nth);
/* The value of the first member called after row->text ("rev=1e400") is another, in the answer's first row, or in what
 * is around the rows ("/count=7"); without a value ("rev=") the member is not there. */
CorralProxyFault fault_content_value (FaultRun *run, const char *target, guint nth);
/* The text row->text is set before the body's last brace. */
CorralProxyFault fault_content_append (FaultRun *run, const char *target, guint nth);

/* Strings of megabytes and the like, made at once. */
typedef enum
{
  CONTENT_LONG_STRING = 1, /* 64 MB */
  CONTENT_DEEP,            /* 100,000 brackets */
  CONTENT_MANY_KEYS,       /* a million members */
  CONTENT_BOMB,            /* 40 MB of blanks, packed */
  CONTENT_TWICE,           /* the body, and the body again */
  CONTENT_EMPTY,
} Content;

/* Whether the label of the victim, as it is held, is plain text: no controls, marks of direction and card numbers. */
void fault_content_check_label (FaultRun *run);

/* Pages of few rows, so that there are several; before the desk follows the cloud. */
void fault_content_small_pages (FaultRun *run);
/* The first answer at the point is given for each one after it. */
CorralProxyFault fault_content_repeat_page (FaultRun *run, const char *target, guint nth);
/* The rows of a page from the last to the first. */
CorralProxyFault fault_content_reorder (FaultRun *run, const char *target, guint nth);
/* The next page is this one. */
CorralProxyFault fault_content_cycle (FaultRun *run, const char *target, guint nth);
/* row->text is added to the changes of the first chain; $C in it is the victim. */
CorralProxyFault fault_content_add_old (FaultRun *run, const char *target, guint nth);
/* Another chain's answer. */
CorralProxyFault fault_content_misroute (FaultRun *run, const char *target, guint nth);

/* ---- this PC (fault-machine.c); what a row has as begin and end, and two as make */

/* The cloud has a name, and row->number is what that leads to. */
void fault_machine_name_fails (FaultRun *run);
/* The same, over TLS with a certificate that is none to be trusted. */
void fault_machine_certificate_expired (FaultRun *run);
void fault_machine_certificate_of_another (FaultRun *run);
void fault_machine_certificate_of_nobody (FaultRun *run);
/* What the server says first is row->text, or of TLS 1.0. */
void fault_machine_tls_of_old (FaultRun *run);
/* TLS, sound. */
void fault_machine_tls_for_cut (FaultRun *run);
/* The end of all of these. */
void fault_machine_become_good (FaultRun *run);

/* The first chain's closed file has other bytes, is cut to row->number thousandths, or replaced by row->text. */
void fault_machine_spoil_cache (FaultRun *run);
void fault_machine_pin_log (FaultRun *run);
void fault_machine_let_log_go (FaultRun *run);
/* By row->number hours. */
void fault_machine_set_clock (FaultRun *run);
void fault_machine_set_clock_offline (FaultRun *run);
void fault_machine_suspend (FaultRun *run);
/* Till rows that were put aside are asked for again. */
void fault_machine_hours_pass (FaultRun *run);
/* Somebody else is signed in, and nobody who may read any chain. */
CorralProxyFault fault_machine_switch_account (FaultRun *run, const char *target, guint nth);
CorralProxyFault fault_machine_take_chains (FaultRun *run, const char *target, guint nth);
