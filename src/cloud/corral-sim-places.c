/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the invented fleet is made of: chains, cities, names, hours, carriers, goods. Constant data.
 *
 * The chains, carriers and goods are made up; the cities are real so that time zones and maps are. Store
 * counts add up to 312.
 */
#include "config.h"

#include "corral-sim-private.h"

const char *const sim_carrier_names[] = { "Norvia", "Telmora", "Celtis", "Boreon",
                                          "Solvanta", "BlueWave", "Pinecell" };

const char *const sim_fault_words[] = {
  "none",
  "scanner_jam",
  "payment_fail",
  "battery_cliff",
  "exit_without_pay",
  "over_temperature",
  "cell_imbalance",
  "calibration",
  "watchdog_reset",
  "storage_full",
};

const char *const sim_reason_words[] = { "none", "cleaning", "charging", "repair" };

static const SimPlace central[] = {
  { "Hannover", "DE", "Niedersachsen", "Europe/Berlin", 52.37, 9.73 },
  { "Leipzig", "DE", "Sachsen", "Europe/Berlin", 51.34, 12.37 },
  { "Nürnberg", "DE", "Bayern", "Europe/Berlin", 49.45, 11.08 },
  { "Bremen", "DE", "Bremen", "Europe/Berlin", 53.08, 8.80 },
  { "Kassel", "DE", "Hessen", "Europe/Berlin", 51.31, 9.49 },
  { "Dortmund", "DE", "Nordrhein-Westfalen", "Europe/Berlin", 51.51, 7.47 },
  { "Freiburg", "DE", "Baden-Württemberg", "Europe/Berlin", 48.00, 7.84 },
  { "Graz", "AT", "Steiermark", "Europe/Vienna", 47.07, 15.44 },
  { "Linz", "AT", "Oberösterreich", "Europe/Vienna", 48.31, 14.29 },
};
static const SimPlace east[] = {
  { "Albany", "US", "New York", "America/New_York", 42.65, -73.76 },
  { "Columbus", "US", "Ohio", "America/New_York", 39.96, -83.00 },
  { "Providence", "US", "Rhode Island", "America/New_York", 41.82, -71.41 },
  { "Richmond", "US", "Virginia", "America/New_York", 37.54, -77.44 },
  { "Raleigh", "US", "North Carolina", "America/New_York", 35.78, -78.64 },
  { "Madison", "US", "Wisconsin", "America/Chicago", 43.07, -89.40 },
  { "Omaha", "US", "Nebraska", "America/Chicago", 41.26, -95.93 },
  { "Nashville", "US", "Tennessee", "America/Chicago", 36.16, -86.78 },
};
static const SimPlace north[] = {
  { "Uppsala", "SE", "Uppland", "Europe/Stockholm", 59.86, 17.64 },
  { "Malmö", "SE", "Skåne", "Europe/Stockholm", 55.60, 13.00 },
  { "Odense", "DK", "Syddanmark", "Europe/Copenhagen", 55.40, 10.40 },
  { "Bergen", "NO", "Vestland", "Europe/Oslo", 60.39, 5.32 },
  { "Tampere", "FI", "Pirkanmaa", "Europe/Helsinki", 61.50, 23.79 },
};
static const SimPlace lowlands[] = {
  { "Utrecht", "NL", "Utrecht", "Europe/Amsterdam", 52.09, 5.12 },
  { "Groningen", "NL", "Groningen", "Europe/Amsterdam", 53.22, 6.57 },
  { "Eindhoven", "NL", "Noord-Brabant", "Europe/Amsterdam", 51.44, 5.47 },
  { "Gent", "BE", "Oost-Vlaanderen", "Europe/Brussels", 51.05, 3.72 },
};
static const SimPlace south[] = {
  { "Nantes", "FR", "Pays de la Loire", "Europe/Paris", 47.22, -1.55 },
  { "Dijon", "FR", "Bourgogne", "Europe/Paris", 47.32, 5.04 },
  { "Valencia", "ES", "Comunitat Valenciana", "Europe/Madrid", 39.47, -0.38 },
  { "Braga", "PT", "Norte", "Europe/Lisbon", 41.55, -8.42 },
};
static const SimPlace west[] = {
  { "Boise", "US", "Idaho", "America/Boise", 43.62, -116.20 },
  { "Fort Collins", "US", "Colorado", "America/Denver", 40.59, -105.08 },
  { "Tucson", "US", "Arizona", "America/Phoenix", 32.22, -110.97 },
  { "Spokane", "US", "Washington", "America/Los_Angeles", 47.66, -117.43 },
  { "Sacramento", "US", "California", "America/Los_Angeles", 38.58, -121.49 },
};

static const char *const english_heads[] = { "River", "Oak", "Mill", "Lake", "Stone", "Maple",
                                             "Cedar", "Willow", "Ash", "Fox", "Elm", "Bay" };
static const char *const english_tails[] = { "side", "field", "wood", "brook", "ridge",
                                             "view", "gate", "crest", "bury", "ford" };
static const char *const hill_heads[] = { "Summit", "Canyon", "Juniper", "Aspen",
                                          "Mesa", "Granite", "Sage", "Copper" };
static const char *const hill_tails[] = { " Crossing", " Corner", " Plaza",
                                          " Square", " Park", " Commons" };
static const char *const german_heads[] = { "Linden", "Birken", "Mühlen", "Rosen", "Stein",
                                            "Eichen", "Buchen", "Wald", "Sonnen", "Brunnen" };
static const char *const german_tails[] = { "hof", "platz", "feld", "berg", "weg",
                                            "tal", "park", "ufer", "gasse", "tor" };
static const char *const nordic_heads[] = { "Ek", "Björk", "Sjö", "Fjord",
                                            "Strand", "Skov", "Lind", "Berg" };
static const char *const nordic_tails[] = { "backen", "vik", "torget", "dal",
                                            "lund", "gården", "hagen", "næs" };
static const char *const dutch_heads[] = { "Molen", "Linden", "Water", "Veld",
                                           "Haven", "Kasteel", "Brug", "Tuin" };
static const char *const dutch_tails[] = { "plein", "straat", "hof", "weg",
                                           "dijk", "laan", "park", "kade" };
static const char *const french_heads[] = { "Place", "Cours", "Quai", "Parc", "Halle", "Clos" };
static const char *const french_tails[] = { " des Tilleuls", " du Moulin", " des Roses", " de la Source",
                                            " du Verger", " des Lavandes", " du Lavoir", " des Acacias" };

/* No later than 23:00 and no earlier than 06:00, so that a night is long enough for a full charge. */
static const char *const german_hours[] = { "Mo-Sa 07:00-20:00", "Mo-Sa 07:00-22:00", "Mo-Sa 08:00-20:00" };
static const char *const american_hours[] = { "Mo-Su 06:00-23:00", "Mo-Sa 07:00-22:00; Su 08:00-21:00",
                                              "Mo-Su 07:00-22:00" };
static const char *const nordic_hours[] = { "Mo-Su 07:00-22:00", "Mo-Fr 07:00-22:00; Sa-Su 08:00-21:00" };
static const char *const dutch_hours[] = { "Mo-Sa 08:00-21:00; Su 12:00-18:00",
                                           "Mo-Sa 08:00-22:00; Su 10:00-20:00" };
static const char *const southern_hours[] = { "Mo-Sa 08:30-20:30; Su 09:00-13:00", "Mo-Sa 09:00-21:30" };

static const guint8 central_carriers[] = { 0, 1, 2 };
static const guint8 north_carriers[] = { 0, 3 };
static const guint8 lowland_carriers[] = { 1, 2 };
static const guint8 south_carriers[] = { 2, 4 };
static const guint8 american_carriers[] = { 5, 6 };

#define TENANT(chain_id, chain_name, chain_region, chain_residency) \
  { .id = (char *) (chain_id), .name = (char *) (chain_name), .region = (char *) (chain_region), \
    .residency = (char *) (chain_residency), .api_base = NULL }
#define PLACES(list) .places = list, .n_places = G_N_ELEMENTS (list)
#define NAMES(heads, tails) \
  .name_heads = heads, .n_heads = G_N_ELEMENTS (heads), .name_tails = tails, .n_tails = G_N_ELEMENTS (tails)
#define HOURS(list) .hours = list, .n_hours = G_N_ELEMENTS (list)
#define CARRIERS(list) .carriers = list, .n_carriers = G_N_ELEMENTS (list)

/* Ordered by id. Stores are numbered through: number 118 is one of Harborlight's, called Riverside. */
const SimChainFacts sim_chain_facts[] = {
  { .tenant = TENANT ("gruenhain", "Grünhain Markt", "eu-central", "eu"), .currency = "EUR", .weight = 78,
    PLACES (central), NAMES (german_heads, german_tails), HOURS (german_hours), CARRIERS (central_carriers),
    .ssid = "gh-carts", .rolling = TRUE },
  { .tenant = TENANT ("harbor", "Harborlight Foods", "us-east", "us"), .currency = "USD", .weight = 96,
    PLACES (east), NAMES (english_heads, english_tails), .name_offset = 117, HOURS (american_hours),
    CARRIERS (american_carriers), .ssid = "hlf-fleet", .rolling = TRUE },
  { .tenant = TENANT ("nordhavel", "Nordhavel Dagligvaror", "eu-north", "eu"), .currency = "SEK",
    .weight = 44, PLACES (north), NAMES (nordic_heads, nordic_tails), HOURS (nordic_hours),
    CARRIERS (north_carriers),
    .ssid = "nh-vagn" },
  { .tenant = TENANT ("poldermolen", "Poldermolen", "eu-west", "eu"), .currency = "EUR", .weight = 38,
    PLACES (lowlands), NAMES (dutch_heads, dutch_tails), HOURS (dutch_hours), CARRIERS (lowland_carriers),
    .ssid = "pm-karren" },
  { .tenant = TENANT ("soleiade", "Soleiade Marchés", "eu-south", "eu"), .currency = "EUR", .weight = 34,
    PLACES (south), NAMES (french_heads, french_tails), HOURS (southern_hours), CARRIERS (south_carriers),
    .ssid = "sol-chariots" },
  { .tenant = TENANT ("tamarack", "Tamarack & Vale", "us-west", "us"), .currency = "USD", .weight = 22,
    PLACES (west), NAMES (hill_heads, hill_tails), HOURS (american_hours), CARRIERS (american_carriers),
    .ssid = "tv-carts", .rolling = TRUE },
};
const guint sim_n_chain_facts = G_N_ELEMENTS (sim_chain_facts);

/* Generic goods; every chain sells them in several sizes. */
const SimItemFacts sim_item_facts[] = {
  { "Whole milk", "dairy", 129, 1030 },       { "Plain yoghurt", "dairy", 189, 520 },
  { "Butter", "dairy", 249, 255 },            { "Mild cheese", "dairy", 349, 310 },
  { "Eggs, ten", "dairy", 299, 640 },         { "Wheat bread", "bakery", 219, 760 },
  { "Rye rolls", "bakery", 179, 400 },        { "Oat biscuits", "bakery", 169, 260 },
  { "Bananas", "produce", 199, 1000 },        { "Red apples", "produce", 249, 1000 },
  { "Carrots", "produce", 129, 1010 },        { "Potatoes", "produce", 319, 2520 },
  { "Cherry tomatoes", "produce", 229, 275 }, { "Cucumber", "produce", 99, 390 },
  { "Salad mix", "produce", 179, 165 },       { "Lemons", "produce", 189, 510 },
  { "Minced beef", "meat", 499, 520 },        { "Chicken breast", "meat", 629, 610 },
  { "Smoked ham", "meat", 329, 160 },         { "Salmon fillet", "fish", 899, 260 },
  { "Tinned tuna", "fish", 189, 195 },        { "Spaghetti", "pantry", 119, 510 },
  { "Basmati rice", "pantry", 279, 1010 },    { "Wheat flour", "pantry", 99, 1010 },
  { "Cane sugar", "pantry", 149, 1010 },      { "Olive oil", "pantry", 799, 980 },
  { "Tomato passata", "pantry", 139, 730 },   { "Red lentils", "pantry", 199, 510 },
  { "Strawberry jam", "pantry", 229, 480 },   { "Roast coffee", "drinks", 699, 520 },
  { "Black tea", "drinks", 249, 110 },        { "Orange juice", "drinks", 229, 1060 },
  { "Still water, six", "drinks", 299, 9120 }, { "Lager, six", "drinks", 599, 3420 },
  { "Red wine", "drinks", 749, 1250 },        { "Single malt", "drinks", 3499, 1310 },
  { "Dark chocolate", "sweets", 159, 105 },   { "Crisps, salted", "sweets", 169, 185 },
  { "Frozen peas", "frozen", 219, 760 },      { "Vanilla ice", "frozen", 399, 540 },
  { "Washing powder", "home", 899, 2680 },    { "Dish soap", "home", 149, 560 },
  { "Paper towels", "home", 349, 820 },       { "Razor blades", "home", 1699, 60 },
  { "Toothpaste", "home", 199, 140 },         { "Baby formula", "baby", 1599, 880 },
  { "Nappies", "baby", 1199, 1850 },          { "Cat food", "pets", 89, 430 },
  { "Dog biscuits", "pets", 379, 1020 },      { "AA batteries", "home", 649, 105 },
};
const guint sim_n_item_facts = G_N_ELEMENTS (sim_item_facts);
