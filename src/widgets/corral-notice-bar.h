/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  CORRAL_NOTICE_INFO,
  CORRAL_NOTICE_WATCH, /* something is gone, work goes on */
  CORRAL_NOTICE_ACT,   /* somebody has to do something */
} CorralNoticeKind;

/**
 * CorralNoticeBar:
 *
 * One sentence above a page, when needed, with at most one action; it slides in and out and takes no space
 * while there is nothing to say. Screen readers say it when it comes or changes. Main thread.
 *
 * Signal "action" (): the button was pressed, when it has no action name.
 */
#define CORRAL_TYPE_NOTICE_BAR (corral_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (CorralNoticeBar, corral_notice_bar, CORRAL, NOTICE_BAR, GtkWidget)

GtkWidget *corral_notice_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @button: (nullable): its label; @action: (nullable): a detailed action name ("win.sign-in"). */
void corral_notice_bar_show (CorralNoticeBar *self, CorralNoticeKind kind, const char *sentence,
                             const char *button, const char *action);
void corral_notice_bar_hide (CorralNoticeBar *self);

/* The sentence being shown, or NULL. */
const char *corral_notice_bar_get_sentence (CorralNoticeBar *self);

G_END_DECLS
