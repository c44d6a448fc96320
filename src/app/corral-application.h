/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CorralApplication:
 *
 * The program: command line, links, the single instance, application-wide actions, and the services behind
 * the window. Main thread.
 */
#define CORRAL_TYPE_APPLICATION (corral_application_get_type ())
G_DECLARE_FINAL_TYPE (CorralApplication, corral_application, CORRAL, APPLICATION, AdwApplication)

CorralApplication *corral_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* The program will end with exit code 1: what the command line asked for could not be done. */
void corral_application_fail (CorralApplication *self);
gboolean corral_application_has_failed (CorralApplication *self);

G_END_DECLS
