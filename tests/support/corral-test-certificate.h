/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A new self-signed certificate and key for @address ("127.0.0.1" or a host name), valid from @from to @to,
 * seconds since 1970. Made afresh in every test, so no key lies around. */
GTlsCertificate *
corral_test_certificate_new (const char *address, gint64 from, gint64 to) G_GNUC_WARN_UNUSED_RESULT;

/* A database that trusts @certificate alone, in a file in @folder. */
GTlsDatabase *corral_test_database_new (GTlsCertificate *certificate,
                                        const char *folder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
