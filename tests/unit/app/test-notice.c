/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the notice bar says, case by case: which hop, since when, what still works, one action. */
#include "corral-notice.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1795464000000) /* 2026-11-23 20:00 UTC, a Monday */
#define MINUTE G_GINT64_CONSTANT (60000)

typedef struct
{
  gboolean connected;
  CorralHop hop;
  gint64 since_ms;
  const char *message;
  gint64 heard_ms;
  gint64 offset_ms;
} Given;

static CorralSyncStatus *
make_status (const Given *given)
{
  CorralSyncStatus *status = corral_sync_status_new ();

  status->connected = given->connected;
  status->hop = given->hop;
  status->hop_since_ms = given->since_ms;
  status->message = g_strdup (given->message);
  status->server_offset_ms = given->offset_ms;
  corral_sync_status_add_heard (status, "harbor", given->heard_ms, CORRAL_UNKNOWN);
  return status;
}

static const struct
{
  const char *name;
  Given given;
  const char *trouble;
  gboolean offline;
  int kind;             /* -1: nothing is said */
  const char *parts[4]; /* that the sentence has */
  const char *action;
} cases[] = {
  { "all is well", { TRUE, CORRAL_HOP_NONE, CORRAL_UNKNOWN, NULL, NOW, 0 }, NULL, FALSE, -1, { NULL }, NULL },
  { "cloud gone", { TRUE, CORRAL_HOP_CLOUD, NOW - 46 * MINUTE, NULL, NOW - 47 * MINUTE, 0 }, NULL, FALSE,
    CORRAL_NOTICE_ACT, { "the cloud", "since 19:14", "what was known at 19:13", "still work" }, "win.refresh" },
  { "this PC", { TRUE, CORRAL_HOP_PC, NOW - 46 * MINUTE, NULL, NOW - 47 * MINUTE, 0 }, NULL, FALSE,
    CORRAL_NOTICE_ACT, { "This PC", "since 19:14", "19:13" }, "win.refresh" },
  { "sign-in", { TRUE, CORRAL_HOP_SIGN_IN, NOW - 46 * MINUTE, NULL, NOW - 47 * MINUTE, 0 }, NULL, FALSE,
    CORRAL_NOTICE_ACT, { "sign-in", "19:14" }, "win.refresh" },
  { "the reason is said", { TRUE, CORRAL_HOP_CLOUD, NOW, "A login page answered.", NOW, 0 }, NULL, FALSE,
    CORRAL_NOTICE_ACT, { "A login page answered." }, "win.refresh" },
  { "never heard", { TRUE, CORRAL_HOP_CLOUD, NOW, NULL, CORRAL_UNKNOWN, 0 }, NULL, FALSE, CORRAL_NOTICE_ACT,
    { "Nothing has been stored" }, "win.refresh" },
  { "yesterday has its day", { TRUE, CORRAL_HOP_CLOUD, NOW - 30 * 60 * MINUTE, NULL, NOW - 30 * 60 * MINUTE, 0 },
    NULL, FALSE, CORRAL_NOTICE_ACT, { "Sun 14:00" }, "win.refresh" },
  { "offline by choice", { FALSE, CORRAL_HOP_NONE, CORRAL_UNKNOWN, NULL, NOW - 47 * MINUTE, 0 }, NULL, TRUE,
    CORRAL_NOTICE_WATCH, { "working offline", "19:13" }, "app.work-offline" },
  { "the disk first", { TRUE, CORRAL_HOP_CLOUD, NOW, NULL, NOW, 0 }, "The disk is full.", FALSE, CORRAL_NOTICE_ACT,
    { "The disk is full." }, NULL },
  { "clocks apart", { TRUE, CORRAL_HOP_NONE, CORRAL_UNKNOWN, NULL, NOW, -3 * MINUTE }, NULL, FALSE,
    CORRAL_NOTICE_INFO, { "3 minutes away" }, NULL },
  { "clocks near", { TRUE, CORRAL_HOP_NONE, CORRAL_UNKNOWN, NULL, NOW, 59000 }, NULL, FALSE, -1, { NULL }, NULL },
};

static void
test_sentences (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralSyncStatus) status = make_status (&cases[i].given);
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
      g_autoptr (CorralNotice) notice
          = corral_notice_for (status, NULL, cases[i].trouble, FALSE, cases[i].offline, zone, NOW);

      g_test_message ("%s: %s", cases[i].name, notice != NULL ? notice->sentence : "nothing");
      if (cases[i].kind < 0)
        {
          g_assert_null (notice);
          continue;
        }
      g_assert_nonnull (notice);
      g_assert_cmpint (notice->kind, ==, cases[i].kind);
      g_assert_cmpstr (notice->action, ==, cases[i].action);
      g_assert_cmpint (notice->action != NULL, ==, notice->action_label != NULL);
      for (guint k = 0; k < G_N_ELEMENTS (cases[i].parts) && cases[i].parts[k] != NULL; k++)
        g_assert_nonnull (strstr (notice->sentence, cases[i].parts[k]));
    }
}

static void
test_progress (void)
{
  g_autoptr (CorralSyncStatus) status = corral_sync_status_new ();
  double fraction = 0;
  g_autofree char *text = NULL;

  status->connected = TRUE;
  g_assert_null (corral_notice_progress (status, &fraction));
  status->bootstrapping = TRUE;
  text = corral_notice_progress (status, &fraction);
  g_assert_nonnull (text);
  g_assert_cmpfloat (fraction, <, 0);
  g_free (text);
  status->carts_done = 42;
  status->carts_total = 100;
  text = corral_notice_progress (status, &fraction);
  g_assert_cmpstr (text, ==, "42 of 100 carts");
  g_assert_cmpfloat_with_epsilon (fraction, 0.42, 1e-9);

  /* While the cloud is gone nothing is said to progress. */
  status->hop = CORRAL_HOP_CLOUD;
  g_assert_null (corral_notice_progress (status, &fraction));
  g_assert_null (corral_notice_progress (NULL, &fraction));
}

/* That the other one has ended comes before all else, for it is what can be mended by a click. */
static void
test_take_over (void)
{
  g_autoptr (CorralSyncStatus) status = make_status (&(Given){ FALSE, CORRAL_HOP_NONE, CORRAL_UNKNOWN, NULL, NOW, 0 });
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (CorralNotice) notice = corral_notice_for (status, NULL, "Another Corral writes.", TRUE, FALSE, zone, NOW);

  g_assert_nonnull (notice);
  g_assert_nonnull (strstr (notice->sentence, "has ended"));
  g_assert_cmpstr (notice->action, ==, "app.take-over");
  g_assert_nonnull (notice->action_label);
}

/* How the sign-in stands comes before what the cloud says to a token that is no good. */
static void
test_sign_in (void)
{
  static const struct
  {
    CorralNoticeSignIn sign_in;
    CorralHop hop;
    gboolean offline;
    int kind;
    const char *parts[2];
    const char *action;
  } rows[] = {
    { { CORRAL_SIGN_IN_NONE, NULL, FALSE }, CORRAL_HOP_NONE, FALSE, CORRAL_NOTICE_ACT, { "Nobody is signed in", "19:13" }, "app.sign-in" },
    { { CORRAL_SIGN_IN_NONE, "The keyring is locked.", FALSE }, CORRAL_HOP_NONE, FALSE, CORRAL_NOTICE_ACT,
      { "The keyring is locked.", "19:13" }, "app.sign-in" },
    { { CORRAL_SIGN_IN_STARTING, NULL, FALSE }, CORRAL_HOP_NONE, FALSE, -1, { NULL }, NULL },
    { { CORRAL_SIGN_IN_WAITING, "Nobody answers.", FALSE }, CORRAL_HOP_NONE, FALSE, CORRAL_NOTICE_ACT,
      { "Nobody answers.", "19:13" }, "win.refresh" },
    { { CORRAL_SIGN_IN_WAITING, "Nobody answers.", TRUE }, CORRAL_HOP_NONE, FALSE, -1, { NULL }, NULL },
    { { CORRAL_SIGN_IN_WAITING, "Nobody answers.", TRUE }, CORRAL_HOP_CLOUD, FALSE, CORRAL_NOTICE_ACT, { "the cloud" }, "win.refresh" },
    { { CORRAL_SIGN_IN_ENDED, "It was ended.", FALSE }, CORRAL_HOP_SIGN_IN, FALSE, CORRAL_NOTICE_ACT,
      { "It was ended.", "19:13" }, "app.sign-in" },
    { { CORRAL_SIGN_IN_GOOD, NULL, TRUE }, CORRAL_HOP_NONE, FALSE, -1, { NULL }, NULL },
    { { CORRAL_SIGN_IN_GOOD, NULL, TRUE }, CORRAL_HOP_SIGN_IN, FALSE, CORRAL_NOTICE_ACT, { "has not accepted" }, "app.sign-in" },
    { { CORRAL_SIGN_IN_GOOD, "Not kept.", TRUE }, CORRAL_HOP_NONE, FALSE, CORRAL_NOTICE_INFO, { "Not kept." }, NULL },
    { { CORRAL_SIGN_IN_GOOD, "Not kept.", TRUE }, CORRAL_HOP_PC, FALSE, CORRAL_NOTICE_ACT, { "This PC" }, "win.refresh" },
    { { CORRAL_SIGN_IN_ENDED, "It was ended.", FALSE }, CORRAL_HOP_NONE, TRUE, CORRAL_NOTICE_WATCH, { "working offline" },
      "app.work-offline" },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CorralSyncStatus) status
          = make_status (&(Given){ TRUE, rows[i].hop, NOW - 46 * MINUTE, NULL, NOW - 47 * MINUTE, 0 });
      g_autoptr (CorralNotice) notice = corral_notice_for (status, &rows[i].sign_in, NULL, FALSE, rows[i].offline, zone, NOW);

      g_test_message ("%u: %s", i, notice != NULL ? notice->sentence : "nothing");
      g_assert_cmpint (notice != NULL ? (int) notice->kind : -1, ==, rows[i].kind);
      if (notice == NULL)
        continue;
      g_assert_cmpstr (notice->action, ==, rows[i].action);
      for (guint k = 0; k < G_N_ELEMENTS (rows[i].parts) && rows[i].parts[k] != NULL; k++)
        g_assert_nonnull (strstr (notice->sentence, rows[i].parts[k]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/notice/sentences", test_sentences);
  g_test_add_func ("/app/notice/sign-in", test_sign_in);
  g_test_add_func ("/app/notice/take-over", test_take_over);
  g_test_add_func ("/app/notice/progress", test_progress);
  return g_test_run ();
}
