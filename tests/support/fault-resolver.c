/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as a test wants them. Any thread. */
#include "fault-resolver.h"

#include <string.h>

static int mode; /* atomic */

#define FAULT_TYPE_RESOLVER (fault_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FaultResolver, fault_resolver, FAULT, RESOLVER, GResolver)

struct _FaultResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (FaultResolver, fault_resolver, G_TYPE_RESOLVER)

static GList *
look_up (const char *name, GError **error)
{
  FaultResolverMode now = (FaultResolverMode) g_atomic_int_get (&mode);

  if (strcmp (name, FAULT_RESOLVER_NAME) != 0 || now == FAULT_RESOLVER_FAILS)
    {
      g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name: %s", name);
      return NULL;
    }
  /* To every station at once nobody connects: the kernel says that the network is unreachable, without asking it. */
  return g_list_append (NULL, g_inet_address_new_from_string (now == FAULT_RESOLVER_UNREACHABLE ? "255.255.255.255"
                                                                                                : "127.0.0.1"));
}

static GList *
lookup_by_name (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  return look_up (name, error);
}

static GList *
lookup_by_name_with_flags (GResolver *resolver,
                           const char *name,
                           GResolverNameLookupFlags flags,
                           GCancellable *cancellable,
                           GError **error)
{
  if ((flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) == 0)
    return look_up (name, error);
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name: %s", name);
  return NULL;
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
answer (GTask *task, GList *addresses, GError *error)
{
  if (addresses != NULL)
    g_task_return_pointer (task, addresses, free_addresses);
  else
    g_task_return_error (task, error);
}

static void
lookup_by_name_async (GResolver *resolver,
                      const char *name,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  GError *error = NULL;
  GList *addresses = look_up (name, &error);

  answer (task, addresses, error);
}

static void
lookup_by_name_with_flags_async (GResolver *resolver,
                                 const char *name,
                                 GResolverNameLookupFlags flags,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  GError *error = NULL;
  GList *addresses = lookup_by_name_with_flags (resolver, name, flags, cancellable, &error);

  answer (task, addresses, error);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fault_resolver_class_init (FaultResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name = lookup_by_name;
  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags = lookup_by_name_with_flags;
  resolver_class->lookup_by_name_with_flags_async = lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
fault_resolver_init (FaultResolver *self)
{
}

void
fault_resolver_install (void)
{
  g_autoptr (GResolver) resolver = g_object_new (FAULT_TYPE_RESOLVER, NULL);

  g_resolver_set_default (resolver);
}

void
fault_resolver_set (FaultResolverMode new_mode)
{
  g_atomic_int_set (&mode, new_mode);
}
