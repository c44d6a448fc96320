/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-demo-cloud.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

/* A small demo cloud, a clock that stands still, and a client that asks it over HTTP: for the tests of the
 * demo cloud. One thread; the cloud has its own. */

/* A Monday, 15:00 UTC: shops are open in Europe and in America. */
#define START_MS G_GINT64_CONSTANT (1793631600000)

typedef struct
{
  CorralClock *clock;
  CorralDemoCloud *cloud;
  SoupSession *session;
  char *tenant; /* the first that /me names */
  const char *const *scenarios; /* (nullable): set before it starts */
  gboolean other_desk;          /* likewise */
} CloudFixture;

typedef struct
{
  guint status;
  char *etag;
  char *content_type;
  char *allow;
  GBytes *body;
  JsonNode *json; /* NULL when the body is empty */
} Answer;

void answer_free (Answer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

/* Starts a cloud with @seed on the fixture's clock, and ends it. */
void cloud_fixture_start (CloudFixture *f, guint64 seed);
void cloud_fixture_stop (CloudFixture *f);
/* The same as a g_test fixture, with seed 1. */
void cloud_fixture_set_up (CloudFixture *f, gconstpointer data);
void cloud_fixture_tear_down (CloudFixture *f, gconstpointer data);

/* A request with the token. */
SoupMessage *cloud_request (CloudFixture *f, const char *method, const char *path);
Answer *cloud_send (CloudFixture *f, SoupMessage *message);
Answer *cloud_get (CloudFixture *f, const char *path);
Answer *cloud_get_if_changed (CloudFixture *f, const char *path, const char *etag);
/* Gets what @format makes, under the fixture's tenant. */
Answer *cloud_get_tenant (CloudFixture *f, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* PUTs @body as the operation @id of the fixture's tenant. */
Answer *cloud_put (CloudFixture *f, const char *id, const char *body);
Answer *cloud_probe (CloudFixture *f, const char *id);
/* The @number-th operation id: always the same. */
char *operation_id (guint number);
/* An operation as its client sends it, made now and good for as long as its type is. @params: JSON. @expected_rev: 0 for none;
 * @depends_on: (nullable). */
char *operation_body (CloudFixture *f,
                      const char *type,
                      const char *collection,
                      const char *id,
                      const char *params,
                      gint64 expected_rev,
                      const char *depends_on);
/* One row as it is now; asserts that it is there. */
Answer *cloud_row (CloudFixture *f, const char *collection, const char *id);
/* The id of the first row of @collection whose @member has this text; NULL as @text: has none. */
char *cloud_find (CloudFixture *f, const char *collection, const char *member, const char *text);
/* The same in the first chain that has one, which is the fixture's tenant from then on. */
char *cloud_find_anywhere (CloudFixture *f, const char *collection, const char *member, const char *text);

JsonObject *answer_object (Answer *answer);
const char *answer_text (Answer *answer, const char *member);
gint64 answer_number (Answer *answer, const char *member);
JsonArray *answer_array (Answer *answer, const char *member);

/* What every list has: 200, end last, count right. */
void assert_whole_list (Answer *answer, const char *list);
void assert_problem (Answer *answer, guint status, const char *code);
/* Two maps from id to text. */
void assert_same_rows (GHashTable *a, GHashTable *b);
