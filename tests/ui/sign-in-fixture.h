/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The whole program in the test's own process, with somebody who signs in: a demo cloud that takes one token, a sign-in service
 * made of canned answers, a real keyring. Main thread. */
#include "corral-application.h"
#include "corral-demo-cloud.h"
#include "corral-fault-proxy.h"
#include "corral-notice-bar.h"
#include "corral-picture.h"
#include "corral-secret-store.h"
#include "corral-test-keyring.h"
#include "corral-window.h"

G_BEGIN_DECLS

typedef enum
{
  SIGN_IN_KIM,
  SIGN_IN_LEE,
} SignInPerson;

typedef struct
{
  CorralDemoCloud *cloud;
  CorralFaultProxy *proxy;
  CorralFaultServer *service;
  CorralApplication *application;
  GSettings *settings;
  int ended;    /* atomic: the service has ended the sign-in, and the cloud takes no token */
  int declined; /* atomic: whoever is asked on another device says no */
  int pending;  /* atomic: … or nothing yet */
  guint lasts_s;
  int who;      /* atomic: whom the cloud takes whoever comes for: a SignInPerson */
} Fixture;

/* For all tests: before gtk_test_init(). */
extern CorralTestKeyring *keyring;

gboolean tick (gpointer data);

#define wait_until(what)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + 40 * G_USEC_PER_SEC;                              \
    guint ticker_ = g_timeout_add (20, tick, NULL);                                                \
    while (!(what) && g_get_monotonic_time () < deadline_)                                         \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (ticker_);                                                                     \
    g_assert_true (what);                                                                          \
  }                                                                                                \
  G_STMT_END

/* One run of the program, from its start to its being quit at the end of @body. */
typedef void (*Body) (Fixture *f);
typedef gboolean (*Fits) (GtkWidget *widget, const char *text);

GtkWindow *get_window (Fixture *f);
void run (Fixture *f, Body body);
void set_up (Fixture *f, gconstpointer data);
void tear_down (Fixture *f, gconstpointer data);
GtkWidget *find (GtkWidget *widget, Fits fits, const char *text);
gboolean is_button (GtkWidget *widget, const char *text);
gboolean is_label (GtkWidget *widget, const char *text);
gboolean is_entry (GtkWidget *widget, const char *text);
gboolean is_notice (GtkWidget *widget, const char *text);
GtkWidget *see (Fixture *f, Fits fits, const char *text);
void press (Fixture *f, const char *label);
void type_address (Fixture *f, const char *address);
void activate (Fixture *f, const char *action);
void sign_in (Fixture *f);
gboolean has_fleet (Fixture *f);
GtkMenuButton *find_menu_button (Fixture *f);
gboolean menu_says (Fixture *f, const char *who, const char *action);
char *account_folder (Fixture *f, const char *kind);
void keep_picture (GtkWidget *within, const char *name);

G_END_DECLS
