/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The real window on the real services with a small demo cloud, in the test's own process. Main thread. */
#include "corral-columns.h"
#include "corral-fleet-tables.h"
#include "corral-window.h"

G_BEGIN_DECLS

#define N_CARTS 120
#define N_STORES 6
/* Far beyond what is needed, so that a busy machine does not matter. */
/* Under the sanitizers, with true stacks, everything takes many times as long. */
#ifdef __has_feature
#if __has_feature (address_sanitizer)
#define DEADLINE_S 240
#endif
#endif
#ifndef DEADLINE_S
#define DEADLINE_S 30
#endif

typedef struct
{
  char *dir;
  char *shots;
  GSettings *settings; /* of the PC */
  GSettings *own;      /* of whoever is on the demo fleet */
  CorralServices *services;
  CorralWindow *window;
  guint n_carts;     /* 0: N_CARTS */
  guint n_stores;    /* 0: N_STORES */
  const char *start; /* (nullable): when it begins, ISO 8601 */
} Fixture;

/* One for all tests, as a program has one. */
extern GtkApplication *application;

/* In place of gtk_test_init(), and at the end. */
void window_fixture_init (int *argc, char ***argv);
int window_fixture_run (void);

/* Runs the main loop until @condition holds; looks again at least every 10 ms. */
#define wait_until(condition) \
  G_STMT_START \
  { \
    gboolean late_ = FALSE; \
    guint deadline_ = g_timeout_add_seconds (DEADLINE_S, timed_out_cb, &late_); \
    guint look_ = g_timeout_add (10, wake_cb, NULL); \
    while (!(condition)) \
      { \
        if (late_) \
          g_error ("%s:%d: in vain waited for: %s", __FILE__, __LINE__, #condition); \
        g_main_context_iteration (NULL, TRUE); \
      } \
    g_source_remove (deadline_); \
    g_source_remove (look_); \
  } \
  G_STMT_END

gboolean timed_out_cb (gpointer data);
gboolean wake_cb (gpointer data);
GtkWidget *find_type (GtkWidget *widget, GType type);
GtkWidget *page_part (Fixture *fixture, GType type);
GtkWidget *find_anywhere (GtkWidget *widget, GType type);
const char *get_notice (Fixture *fixture);
gboolean notice_says (Fixture *fixture, const char *words);
const char *get_age (Fixture *fixture);
CorralFleet *get_fleet (Fixture *fixture);
guint count_rows (Fixture *fixture, CorralTableKind table);
guint32 first_slot (Fixture *fixture, CorralTableKind table);
char *current_uri (Fixture *fixture);
void assert_at (Fixture *fixture, const char *uri);
GListModel *get_shown (Fixture *fixture);
guint count_shown (Fixture *fixture);
guint count_colours (const char *file, guint enough);
void assert_drawn (Fixture *fixture, const char *what);
void open_window_at_speed (Fixture *fixture, gboolean offline, double speed);
void open_window (Fixture *fixture, gboolean offline);
gboolean is_caught_up (Fixture *fixture);
void close_window (Fixture *fixture);
void set_up (Fixture *fixture, gconstpointer data);
void remove_tree (const char *path);
void tear_down (Fixture *fixture, gconstpointer data);
void open_full (Fixture *fixture);
void fill_folder (Fixture *fixture);
char *uri_of_first_cart (Fixture *fixture);
char *uri_of_store (Fixture *fixture, guint32 store);
char *uri_of_first_store (Fixture *fixture);
void go (Fixture *fixture, const char *uri);

G_END_DECLS
