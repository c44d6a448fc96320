/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client asks for, read as the contract has it; and the numbers of cards in what people write. */
#include "corral-cloud-request.h"

#include <string.h>

#define HEAD "{\"type\":\"alert.ack\",\"target\":{\"c\":\"alert\",\"id\":\"a-1\"},"
#define NOTE "{\"type\":\"note.add\",\"target\":{\"c\":\"cart\",\"id\":\"c-1\"},"
#define FLAG "{\"type\":\"flag.decide\",\"target\":{\"c\":\"flag\",\"id\":\"f-1\"},"
#define SNOOZE "{\"type\":\"alert.snooze\",\"target\":{\"c\":\"alert\",\"id\":\"a-1\"},"
#define ASSIGN "{\"type\":\"alert.assign\",\"target\":{\"c\":\"alert\",\"id\":\"a-1\"},"
#define ACK "{\"type\":\"incident.ack\",\"target\":{\"c\":\"incident\",\"id\":\"inc-1\"},"
#define ABOUT "\"rule\":\"store-wifi\",\"severity\":\"act\",\"began_ms\":1772442000000"
#define PLAN "{\"type\":\"maintenance.plan\",\"target\":{\"c\":\"maintenance\",\"id\":\"mw-1\"},"
#define WINDOW "\"starts_ms\":1772442000000,\"ends_ms\":1772445600000"
#define TIMES "\"issued_at_ms\":1772442000000,\"not_after_ms\":1772442060000"
#define TAIL TIMES ",\"client\":\"corral/0.1.0\"}"

static const struct
{
  const char *body;
  const char *pointer; /* NULL: good */
} cases[] = {
  { HEAD "\"params\":{}," TAIL, NULL },
  { HEAD "\"params\":{},\"surprise\":[1]," TAIL, NULL },
  { NOTE "\"params\":{\"text\":\"x\"}," TAIL, NULL },
  { FLAG "\"params\":{\"outcome\":\"staff_ok\"},\"expected_rev\":0," TAIL, NULL },
  { SNOOZE "\"params\":{\"until_ms\":1772449200000}," TAIL, NULL },
  { ASSIGN "\"params\":{\"assignee\":null}," TAIL, NULL },
  { ASSIGN "\"params\":{}," TAIL, NULL },
  { HEAD "\"params\":{},\"depends_on\":\"0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d\"," TAIL, NULL },
  { ACK "\"params\":{" ABOUT "}," TAIL, NULL },
  { ACK "\"params\":{" ABOUT ",\"store\":\"s-1\",\"detail\":\"ap-15\",\"region\":\"North\",\"worse_ms\":1772442000001},"
    TAIL, NULL },
  { PLAN "\"params\":{" WINDOW ",\"reason\":\"refit\",\"repeats\":\"weekly\",\"cart\":\"c-1\"}," TAIL, NULL },

  { "{\"target\":{\"c\":\"alert\",\"id\":\"a-1\"},\"params\":{}," TAIL, "/type" },
  { "{\"type\":7,\"target\":{\"c\":\"alert\",\"id\":\"a-1\"},\"params\":{}," TAIL, "/type" },
  { "{\"type\":\"alert.eat\",\"target\":{\"c\":\"alert\",\"id\":\"a-1\"},\"params\":{}," TAIL, "/type" },
  { "{\"type\":\"alert.ack\",\"params\":{}," TAIL, "/target" },
  { "{\"type\":\"alert.ack\",\"target\":\"a-1\",\"params\":{}," TAIL, "/target" },
  { "{\"type\":\"alert.ack\",\"target\":{\"c\":\"ship\",\"id\":\"a-1\"},\"params\":{}," TAIL, "/target" },
  { "{\"type\":\"note.add\",\"target\":{\"c\":\"vital\",\"id\":\"a-1\"},\"params\":{\"text\":\"x\"}," TAIL, "/target" },
  { "{\"type\":\"alert.ack\",\"target\":{\"c\":\"alert\",\"id\":\"a 1\"},\"params\":{}," TAIL, "/target" },
  { "{\"type\":\"alert.ack\",\"target\":{\"c\":\"cart\",\"id\":\"c-1\"},\"params\":{}," TAIL, "/target/c" },
  { HEAD TAIL, "/params" },
  { HEAD "\"params\":[]," TAIL, "/params" },
  { HEAD "\"params\":{\"mood\":1}," TAIL, "/params" },
  { HEAD "\"params\":{\"text\":\"x\"}," TAIL, "/params/text" },
  { NOTE "\"params\":{}," TAIL, "/params/text" },
  { NOTE "\"params\":{\"text\":\"\"}," TAIL, "/params/text" },
  { NOTE "\"params\":{\"text\":\" \\n\"}," TAIL, "/params/text" },
  { NOTE "\"params\":{\"text\":null}," TAIL, "/params/text" },
  { NOTE "\"params\":{\"text\":5}," TAIL, "/params/text" },
  { NOTE "\"params\":{\"text\":\"4111111111111111\"}," TAIL, "/params/text" },
  { ASSIGN "\"params\":{\"assignee\":\"4111 1111 1111 1111\"}," TAIL, "/params/assignee" },
  { FLAG "\"params\":{\"outcome\":\"staff_ok\"}," TAIL, "/expected_rev" },
  { FLAG "\"params\":{\"outcome\":\"maybe\"},\"expected_rev\":1," TAIL, "/params/outcome" },
  { FLAG "\"params\":{\"outcome\":\"staff_ok\"},\"expected_rev\":-1," TAIL, "/expected_rev" },
  { FLAG "\"params\":{\"outcome\":\"staff_ok\"},\"expected_rev\":1.5," TAIL, "/expected_rev" },
  { FLAG "\"params\":{\"outcome\":\"staff_ok\"},\"expected_rev\":null," TAIL, "/expected_rev" },
  { FLAG "\"params\":{\"outcome\":\"staff_ok\"},\"expected_rev\":\"1\"," TAIL, "/expected_rev" },
  { SNOOZE "\"params\":{}," TAIL, "/params/until_ms" },
  { SNOOZE "\"params\":{\"until_ms\":1}," TAIL, "/params/until_ms" },
  { SNOOZE "\"params\":{\"until_ms\":4102444800001}," TAIL, "/params/until_ms" },
  { SNOOZE "\"params\":{\"until_ms\":\"1772449200000\"}," TAIL, "/params/until_ms" },
  { HEAD "\"params\":{},\"not_after_ms\":1772442060000,\"client\":\"x\"}", "/issued_at_ms" },
  { HEAD "\"params\":{},\"issued_at_ms\":1772442000000,\"client\":\"x\"}", "/not_after_ms" },
  { HEAD "\"params\":{},\"issued_at_ms\":1772442000000,\"not_after_ms\":1775034000001,\"client\":\"x\"}", "/not_after_ms" },
  { "{\"type\":\"session.pause\",\"target\":{\"c\":\"session\",\"id\":\"s\"},\"params\":{},\"issued_at_ms\":1772442000000,"
    "\"not_after_ms\":1772442060001,\"client\":\"x\"}", "/not_after_ms" },
  { ACK "\"params\":{}," TAIL, "/params/rule" },
  { ACK "\"params\":{\"rule\":\"store-wifi\",\"severity\":\"act\"}," TAIL, "/params/began_ms" },
  { ACK "\"params\":{\"rule\":\"store wifi\",\"severity\":\"act\",\"began_ms\":1772442000000}," TAIL, "/params/rule" },
  { ACK "\"params\":{\"rule\":\"store-wifi\",\"severity\":\"act\",\"began_ms\":5}," TAIL, "/params/began_ms" },
  { ACK "\"params\":{" ABOUT ",\"detail\":\"4111111111111111\"}," TAIL, "/params/detail" },
  { ACK "\"params\":{" ABOUT ",\"region\":7}," TAIL, "/params/region" },
  { ACK "\"params\":{" ABOUT ",\"worse_ms\":\"now\"}," TAIL, "/params/worse_ms" },
  { ACK "\"params\":{" ABOUT ",\"cart\":\"c-1\"}," TAIL, "/params/cart" },
  { PLAN "\"params\":{" WINDOW "}," TAIL, "/params/reason" },
  { PLAN "\"params\":{" WINDOW ",\"reason\":\"holiday\"}," TAIL, "/params/reason" },
  { PLAN "\"params\":{" WINDOW ",\"reason\":\"refit\",\"repeats\":\"daily\"}," TAIL, "/params/repeats" },
  { PLAN "\"params\":{\"starts_ms\":1772442000000,\"reason\":\"refit\"}," TAIL, "/params/ends_ms" },
  { HEAD "\"params\":{},\"depends_on\":\"x\"," TAIL, "/depends_on" },
  { HEAD "\"params\":{},\"depends_on\":null," TAIL, "/depends_on" },
  { HEAD "\"params\":{}," TIMES "}", "/client" },
  { HEAD "\"params\":{}," TIMES ",\"client\":\"\"}", "/client" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (CorralJsonValue) root = corral_json_value_parse (cases[i].body, strlen (cases[i].body), &text);
      CorralCloudRequest request;
      CorralCloudFault fault = { NULL };
      gboolean good;

      g_assert_nonnull (root);
      good = corral_cloud_request_read (&request, root, &fault);
      /* Not the body: some have a card number, and a log is no place for one. */
      g_test_message ("%u: %s", i, good ? "good" : fault.detail);
      g_assert_true (good == (cases[i].pointer == NULL));
      if (!good)
        {
          g_assert_cmpstr (fault.pointer, ==, cases[i].pointer);
          g_assert_cmpstr (fault.code, ==, strstr (cases[i].body, "alert.eat") ? "unknown-operation" : "invalid");
          g_assert_true (g_str_has_suffix (fault.detail, "."));
          g_free (fault.detail);
        }
    }
}

static void
test_long_text (void)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      g_autofree char *text = g_strnfill (8192 + extra, 'x');
      g_autofree char *body = g_strdup_printf (NOTE "\"params\":{\"text\":\"%s\"}," TAIL, text);
      g_autofree char *fault_text = NULL;
      g_autoptr (CorralJsonValue) root = corral_json_value_parse (body, strlen (body), &fault_text);
      CorralCloudRequest request;
      CorralCloudFault fault = { NULL };

      g_assert_true (corral_cloud_request_read (&request, root, &fault) == (extra == 0));
      g_free (fault.detail);
    }
}

static void
test_ids (void)
{
  static const char *const bad[] = {
    "", "x", "0195562f-9e88-4c55-b1a4-6f0d2a3b4c5d", "0195562F-9e88-7c55-b1a4-6f0d2a3b4c5d",
    "0195562f-9e88-7c55-c1a4-6f0d2a3b4c5d", "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5", "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d0",
    "0195562f 9e88-7c55-b1a4-6f0d2a3b4c5d", "0195562g-9e88-7c55-b1a4-6f0d2a3b4c5d",
  };

  g_assert_true (corral_cloud_is_operation_id ("0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d"));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (corral_cloud_is_operation_id (bad[i]));
}

/* The numbers are those that card schemes publish for tests. */
static void
test_cards (void)
{
  static const char *const cards[] = {
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111", "card 378282246310005!",
    "5555 5555 5555 4444 12/27 123", "no. 4222222222222", "x6011000990139424y", "4111  1111  1111  1111",
    "４１１１ １１１１ １１１１ １１１１", "4111\xc2\xa0" "1111\xc2\xa0" "1111\xc2\xa0" "1111", "4111 – 1111 – 1111 – 1111",
  };
  static const char *const none[] = {
    "", "Cart 0412 beside aisle 15", "4111111111111112", "+49 170 1234567", "2026-03-02 10:20:30", "411111111111",
    "SC-A1-0000123", "T1000001, T1000002", "12345678901234567890", "1.250 g instead of 980 g", "3.4.0-b17",
    "4111, 1111, 1111, 1111",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      g_test_message ("card %u", i);
      g_assert_true (corral_cloud_has_card_number (cards[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_test_message ("none %u", i);
      g_assert_false (corral_cloud_has_card_number (none[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud-request/cases", test_cases);
  g_test_add_func ("/cloud-request/long-text", test_long_text);
  g_test_add_func ("/cloud-request/ids", test_ids);
  g_test_add_func ("/cloud-request/cards", test_cards);
  return g_test_run ();
}
