/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smaller answers: a cart's signed messages, who the user is, problem documents. Any thread. */
#include "config.h"

#include "corral-page-private.h"
#include "corral-text-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Roles, scopes and features: more than any cloud has. */
#define MOST_WORDS 256

void
corral_message_free (CorralMessage *self)
{
  g_free (self->id);
  g_free (self->type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self);
}

void
corral_message_page_free (CorralMessagePage *self)
{
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_free (self->next);
  g_free (self);
}

void
corral_me_free (CorralMe *self)
{
  g_free (self->user_id);
  g_free (self->user_name);
  g_strfreev (self->roles);
  g_strfreev (self->scopes);
  g_strfreev (self->features);
  g_clear_pointer (&self->tenants, g_ptr_array_unref);
  g_free (self->min_client);
  g_clear_pointer (&self->trust_anchors, g_ptr_array_unref);
  g_free (self);
}

void
corral_problem_free (CorralProblem *self)
{
  g_free (self->code);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->reason);
  g_free (self->trace_id);
  g_free (self);
}

gboolean
corral_me_has_feature (const CorralMe *self, const char *feature)
{
  return g_strv_contains ((const char *const *) self->features, feature);
}

/* --- messages ----------------------------------------------------------------------------------- */

/* The contract's limit; far more than a cart has. */
#define MAX_CERTIFICATES 16

/* Base64 exactly (RFC 4648, section 4): whole groups, padding only at the end, no other characters. */
static gboolean
read_base64 (CorralPage *page, GBytes **bytes)
{
  char *text;
  gsize length, digits;

  if (!corral_json_reader_read_string (&page->json, &text, &length, NULL))
    return corral_page_json_flaw (page);
  for (digits = 0; digits < length; digits++)
    if (!g_ascii_isalnum (text[digits]) && text[digits] != '+' && text[digits] != '/')
      break;
  if (length % 4 != 0 || length - digits > 2 || strspn (text + digits, "=") != length - digits)
    return corral_page_flaw (page, g_strdup (_ ("A message is not packed as agreed.")));
  if (length > 0)
    g_base64_decode_inplace (text, &length);
  *bytes = g_bytes_new (text, length);
  return TRUE;
}

/* What was signed cannot be masked without making the signature a lie, so a message with a card number in it is not taken
 * over at all (domain.md, "Privacy and payment"). */
static gboolean
read_signed (CorralPage *page, GBytes **bytes)
{
  g_autofree char *copy = NULL;

  if (!read_base64 (page, bytes))
    return FALSE;
  if (g_bytes_get_size (*bytes) > 0)
    copy = g_strndup (g_bytes_get_data (*bytes, NULL), g_bytes_get_size (*bytes));
  return copy == NULL || !corral_text_holds_card (copy, strlen (copy))
         || corral_page_flaw (page, g_strdup (_ ("It holds what looks like a card number.")));
}

static gboolean
read_message (CorralPage *page, CorralMessage *message)
{
  enum
  {
    ID,
    COUNTER,
    TYPE,
    DEVICE,
    ARRIVED,
    BODY,
    SIGNATURE
  };
  static const char *const names[]
      = { "id", "counter", "type", "device_ms", "arrived_ms", "body", "signature", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  char *text;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      switch (member)
        {
        case ID:
        case TYPE:
          ok = corral_page_read_id (page, &text);
          if (ok)
            *(member == ID ? &message->id : &message->type) = g_strdup (text);
          break;
        case COUNTER:
          ok = corral_page_read_integer (page, 0, CORRAL_JSON_MAX_INTEGER, &message->counter);
          break;
        case DEVICE:
          ok = corral_page_read_time (page, &message->device_ms);
          break;
        case ARRIVED:
          ok = corral_page_read_time (page, &message->arrived_ms);
          break;
        case BODY:
          ok = read_signed (page, &message->body);
          break;
        case SIGNATURE:
        default:
          ok = corral_page_is_null (page) || read_base64 (page, &message->signature);
          if (ok && message->signature != NULL && g_bytes_get_size (message->signature) != 64)
            ok = corral_page_flaw (page, g_strdup (_ ("A signature is not 64 bytes long.")));
          break;
        }
      if (!ok)
        return FALSE;
    }
  return member == -1 && corral_page_has_members (page, &members, 0x3f);
}

static gboolean
read_messages (CorralPage *page, CorralMessagePage *result)
{
  guint depth = corral_json_reader_get_depth (&page->json) + 1;
  gboolean failed = FALSE;

  if (!corral_page_begin_array (page))
    return FALSE;
  while (corral_page_next_element (page, &failed))
    {
      g_autoptr (CorralMessage) message = g_new0 (CorralMessage, 1);

      if (result->count == CORRAL_PAGE_MAX_ROWS)
        return corral_page_flaw (page, g_strdup (_ ("It holds more entries than a page may have.")));
      result->count++;
      if (read_message (page, message))
        g_ptr_array_add (result->messages, g_steal_pointer (&message));
      else if (corral_page_quarantine (page, CORRAL_COLLECTION_CART, message->id, depth))
        result->n_quarantined++;
      else
        return FALSE;
    }
  return !failed;
}

static gboolean
read_certificates (CorralPage *page, GPtrArray *certificates)
{
  gboolean failed = FALSE;

  if (!corral_page_begin_array (page))
    return FALSE;
  while (corral_page_next_element (page, &failed))
    {
      GBytes *certificate = NULL;

      if (certificates->len == MAX_CERTIFICATES)
        return corral_page_flaw (page, g_strdup (_ ("It holds more entries than a page may have.")));
      if (!read_base64 (page, &certificate))
        return FALSE;
      g_ptr_array_add (certificates, certificate);
    }
  return !failed;
}

static gboolean
read_message_page (CorralPage *page, CorralMessagePage *result)
{
  enum
  {
    TENANT,
    ITEMS,
    CERTIFICATES,
    COUNT,
    NEXT,
    END
  };
  static const char *const names[] = { "tenant", "items", "certificates", "count", "next", "end", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, END);
  gint64 claimed = 0;
  char *token;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok = TRUE;

      switch (member)
        {
        case TENANT:
          ok = corral_page_read_tenant (page);
          break;
        case ITEMS:
          ok = read_messages (page, result);
          break;
        case CERTIFICATES:
          ok = read_certificates (page, result->certificates);
          break;
        case COUNT:
          ok = corral_page_read_integer (page, 0, CORRAL_PAGE_MAX_ROWS, &claimed);
          break;
        case NEXT:
          if (corral_page_is_null (page))
            break;
          ok = corral_page_read_token (page, &token);
          if (ok)
            result->next = g_strdup (token);
          break;
        case END:
        default:
          ok = corral_page_read_end (page);
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1 || !corral_page_finish (page)
      || !corral_page_has_members (page, &members, 1 << TENANT | 1 << ITEMS | 1 << COUNT | 1 << NEXT | 1 << END))
    return FALSE;
  if (claimed != (gint64) result->count)
    return corral_page_flaw (page, g_strdup (_ ("It does not hold as many entries as it says.")));
  return TRUE;
}

CorralMessagePage *
corral_page_read_messages (const char *tenant, char *body, gsize length, GError **error)
{
  g_autoptr (CorralMessagePage) result = g_new0 (CorralMessagePage, 1);
  CorralPage page;
  gboolean ok;

  corral_page_init (&page, body, length);
  page.tenant = tenant;
  result->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_message_free);
  result->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  ok = read_message_page (&page, result) || corral_page_refuse (&page, error);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&result) : NULL;
}

/* --- who is signed in --------------------------------------------------------------------------- */

/* Words that this version may not know. */
static gboolean
read_words (CorralPage *page, guint most, char ***words)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  gboolean failed = FALSE;

  if (!corral_page_begin_array (page))
    return FALSE;
  while (corral_page_next_element (page, &failed))
    {
      char *word;

      if (list->len == most)
        return corral_page_flaw (page, g_strdup (_ ("It holds more entries than a page may have.")));
      if (!corral_page_read_id (page, &word))
        return FALSE;
      g_ptr_array_add (list, g_strdup (word));
    }
  if (failed)
    return FALSE;
  g_ptr_array_add (list, NULL);
  g_strfreev (*words);
  *words = (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
  return TRUE;
}

static gboolean
read_user (CorralPage *page, CorralMe *result)
{
  static const char *const names[] = { "id", "name", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  char *text;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      if (!(member == 0 ? corral_page_read_id (page, &text) : corral_page_read_text (page, &text)))
        return FALSE;
      *(member == 0 ? &result->user_id : &result->user_name) = g_strdup (text);
    }
  return member == -1 && corral_page_has_members (page, &members, 3);
}

static gboolean
read_tenant (CorralPage *page, CorralTenant *tenant)
{
  enum
  {
    ID,
    NAME,
    REGION,
    RESIDENCY,
    API_BASE,
    STORES
  };
  static const char *const names[] = { "id", "name", "region", "residency", "api_base", "stores", NULL };
  char **const places[]
      = { &tenant->id, &tenant->name, &tenant->region, &tenant->residency, &tenant->api_base };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  char *text;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      if (member > NAME && corral_page_is_null (page))
        continue;
      if (member == STORES)
        {
          if (!read_words (page, CORRAL_PAGE_MAX_ROWS, &tenant->stores))
            return FALSE;
          continue;
        }
      if (!(member == ID ? corral_page_read_id (page, &text) : corral_page_read_text (page, &text)))
        return FALSE;
      *places[member] = g_strdup (text);
    }
  return member == -1 && corral_page_has_members (page, &members, 1 << ID | 1 << NAME);
}

static gboolean
read_tenants (CorralPage *page, CorralMe *result)
{
  gboolean failed = FALSE;

  if (!corral_page_begin_array (page))
    return FALSE;
  while (corral_page_next_element (page, &failed))
    {
      CorralTenant *tenant = g_new0 (CorralTenant, 1);

      g_ptr_array_add (result->tenants, tenant);
      if (result->tenants->len > CORRAL_PAGE_MAX_ROWS)
        return corral_page_flaw (page, g_strdup (_ ("It holds more entries than a page may have.")));
      if (!read_tenant (page, tenant))
        return FALSE;
      /* Its id names a folder. */
      if (tenant->id[0] == '.')
        return corral_page_flaw (page, g_strdup (_ ("An id has characters that no id has.")));
      for (guint i = 0; i + 1 < result->tenants->len; i++)
        if (strcmp (((CorralTenant *) g_ptr_array_index (result->tenants, i))->id, tenant->id) == 0)
          return corral_page_flaw (page, g_strdup_printf (_ ("“%s” is there twice."), tenant->id));
    }
  return !failed;
}

static gboolean
read_limits (CorralPage *page, CorralMe *result)
{
  static const char *const names[] = { "page_rows", "requests_per_minute", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      if (corral_page_is_null (page))
        continue;
      if (!corral_page_read_integer (page, 1, CORRAL_JSON_MAX_INTEGER,
                                     member == 0 ? &result->page_rows : &result->requests_per_minute))
        return FALSE;
    }
  result->page_rows = MIN (result->page_rows, CORRAL_PAGE_MAX_ROWS);
  return member == -1;
}

static gboolean
read_me (CorralPage *page, CorralMe *result)
{
  enum
  {
    USER,
    ROLES,
    TENANTS,
    SCOPES,
    FEATURES,
    LIMITS,
    SERVER_TIME,
    MIN_CLIENT,
    TRUST_ANCHORS
  };
  static const char *const names[] = { "user",   "roles",          "tenants",    "scopes",        "features",
                                       "limits", "server_time_ms", "min_client", "trust_anchors", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  char *text;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      if (member > TENANTS && corral_page_is_null (page))
        continue;
      switch (member)
        {
        case USER:
          ok = read_user (page, result);
          break;
        case ROLES:
          ok = read_words (page, MOST_WORDS, &result->roles);
          break;
        case TENANTS:
          ok = read_tenants (page, result);
          break;
        case SCOPES:
          ok = read_words (page, MOST_WORDS, &result->scopes);
          break;
        case FEATURES:
          ok = read_words (page, MOST_WORDS, &result->features);
          break;
        case LIMITS:
          ok = read_limits (page, result);
          break;
        case SERVER_TIME:
          ok = corral_page_read_time (page, &result->server_time_ms);
          break;
        case MIN_CLIENT:
          ok = corral_page_read_text (page, &text);
          if (ok)
            result->min_client = g_strdup (text);
          break;
        case TRUST_ANCHORS:
        default:
          ok = read_certificates (page, result->trust_anchors);
          break;
        }
      if (!ok)
        return FALSE;
    }
  return member == -1 && corral_page_finish (page)
         && corral_page_has_members (page, &members, 1 << USER | 1 << TENANTS);
}

CorralMe *
corral_page_read_me (char *body, gsize length, GError **error)
{
  g_autoptr (CorralMe) result = g_new0 (CorralMe, 1);
  CorralPage page;
  gboolean ok;

  corral_page_init (&page, body, length);
  result->tenants = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_tenant_free);
  result->trust_anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  result->roles = g_new0 (char *, 1);
  result->scopes = g_new0 (char *, 1);
  result->features = g_new0 (char *, 1);
  result->page_rows = CORRAL_PAGE_MAX_ROWS;
  result->requests_per_minute = CORRAL_UNKNOWN;
  result->server_time_ms = CORRAL_UNKNOWN;
  ok = read_me (&page, result) || corral_page_refuse (&page, error);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&result) : NULL;
}

/* --- problems ----------------------------------------------------------------------------------- */

static gboolean
read_problem (CorralPage *page, CorralProblem *result)
{
  enum
  {
    CODE,
    TITLE,
    DETAIL,
    REASON,
    TRACE_ID,
    STATUS,
    RETRYABLE
  };
  static const char *const names[]
      = { "code", "title", "detail", "reason", "trace_id", "status", "retryable", NULL };
  char **const places[]
      = { &result->code, &result->title, &result->detail, &result->reason, &result->trace_id };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  char *text;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      if (corral_page_is_null (page))
        continue;
      if (member == STATUS)
        ok = corral_page_read_integer (page, 100, 599, &result->status);
      else if (member == RETRYABLE)
        ok = corral_page_read_boolean (page, &result->retryable);
      else
        {
          ok = corral_page_read_text (page, &text);
          if (ok)
            *places[member] = g_strdup (text);
        }
      if (!ok)
        return FALSE;
    }
  return member == -1 && corral_page_finish (page);
}

CorralProblem *
corral_page_read_problem (char *body, gsize length)
{
  g_autoptr (CorralProblem) result = g_new0 (CorralProblem, 1);
  CorralPage page;
  gboolean ok;

  corral_page_init (&page, body, length);
  result->status = CORRAL_UNKNOWN;
  ok = read_problem (&page, result);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&result) : NULL;
}
