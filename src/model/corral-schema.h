/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralSchema:
 *
 * The shape of one collection of the contract: the C struct that holds a row, and one #CorralField for each
 * member. Everything that moves rows (reading JSON, SQL, the mirror, exports) walks these tables, so that
 * a new member is one line in corral-collections.h, one property in the OpenAPI document, one column in a
 * migration and one line in the demo cloud.
 *
 * A row is a plain struct whose strings belong to whoever made it: a page (#CorralBatch) or a fact
 * (#corral_fact_new). The first two members of every row are id and rev (#CorralRow).
 */

/* What the contract knows; see the OpenAPI document. Missing or null is "unknown". */
typedef enum
{
  CORRAL_FIELD_ID,      /* const char *: 1–64 of [A-Za-z0-9_.:-], or NULL */
  CORRAL_FIELD_TEXT,    /* const char *: UTF-8, at most 8 KiB, or NULL. Shown only through corral_text_clean() */
  CORRAL_FIELD_WORD,    /* const char *: a word of an open enumeration, of the form of an id, or NULL */
  CORRAL_FIELD_LIST,    /* const char *: ids or words joined with one space ("" = empty), or NULL; JSON array */
  CORRAL_FIELD_NUMBERS, /* const char *: finite numbers joined with one space, "-" for null, or NULL; JSON array */
  CORRAL_FIELD_INTEGER, /* gint64 within ±(2^53 − 1), or CORRAL_UNKNOWN */
  CORRAL_FIELD_REAL,    /* double, finite, or NAN for unknown */
  CORRAL_FIELD_TIME,    /* gint64: milliseconds UTC, 2015–2100, or CORRAL_UNKNOWN */
  CORRAL_FIELD_BOOLEAN, /* gint64: 0, 1 or CORRAL_UNKNOWN */
} CorralFieldType;

#define CORRAL_UNKNOWN G_MININT64
#define CORRAL_IS_KNOWN(value) ((value) != CORRAL_UNKNOWN)

/* Degrees of latitude or longitude: at most about 1.1 km (domain.md, "Privacy and payment"). */
#define CORRAL_COARSE_STEP 0.01

typedef enum
{
  CORRAL_FIELD_OPTIONAL = 0,
  CORRAL_FIELD_REQUIRED = 1 << 0, /* a row without it is quarantined */
  CORRAL_FIELD_COARSE = 1 << 1,   /* REAL, optional: kept in steps of CORRAL_COARSE_STEP, however finely it came */
} CorralFieldFlags;

typedef struct
{
  const char *name; /* of the member, the JSON property and the SQL column alike */
  CorralFieldType type;
  gsize offset;
  CorralFieldFlags flags;
} CorralField;

typedef struct
{
  const char *id;
  gint64 rev; /* strictly increases with every change of the row */
} CorralRow;

typedef struct
{
  const char *name; /* the collection's name in the contract and its table's in the cache */
  gsize size;       /* of the row struct */
  const CorralField *fields;
  guint n_fields;
} CorralSchema;

static inline const char *
corral_row_get_string (gconstpointer row, const CorralField *field)
{
  return *(const char *const *) (gconstpointer) ((const char *) row + field->offset);
}

static inline gint64
corral_row_get_integer (gconstpointer row, const CorralField *field)
{
  return *(const gint64 *) (gconstpointer) ((const char *) row + field->offset);
}

static inline double
corral_row_get_real (gconstpointer row, const CorralField *field)
{
  return *(const double *) (gconstpointer) ((const char *) row + field->offset);
}

static inline gboolean
corral_field_is_string (const CorralField *field)
{
  return field->type <= CORRAL_FIELD_NUMBERS;
}

/* Sets every member to unknown. */
void corral_row_clear (const CorralSchema *schema, gpointer row);

/* The field called @name, or NULL. */
const CorralField *corral_schema_find (const CorralSchema *schema, const char *name);

/* Whether two rows of one schema hold the same values. */
gboolean corral_row_equal (const CorralSchema *schema, gconstpointer a, gconstpointer b);

/**
 * corral_fact_new:
 *
 * An immutable copy of @row with an atomic reference count, its strings behind it in the same allocation.
 * Returns a pointer to the row struct, so a fact of the cart schema is a `const CorralCart *`. Any thread.
 * Free with corral_fact_unref().
 */
gpointer corral_fact_new (const CorralSchema *schema, gconstpointer row) G_GNUC_WARN_UNUSED_RESULT;
gpointer corral_fact_ref (gconstpointer fact);
void corral_fact_unref (gpointer fact);
const CorralSchema *corral_fact_get_schema (gconstpointer fact);

G_END_DECLS
