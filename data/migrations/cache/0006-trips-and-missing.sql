-- What a cart did and what of it never arrived, since it last started. Unknown until its next message.
ALTER TABLE vital ADD COLUMN "trips" INTEGER;
ALTER TABLE vital ADD COLUMN "missing" INTEGER;
-- When an incident was snoozed: what is worse since ends it. Columns stand as the model lists them.
CREATE TABLE "incident_new" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "rule" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "store" TEXT,
  "began_ms" INTEGER NOT NULL,
  "detail" TEXT,
  "region" TEXT,
  "acknowledged_ms" INTEGER,
  "acknowledged_by" TEXT,
  "assigned_to" TEXT,
  "snoozed_until_ms" INTEGER,
  "snoozed_ms" INTEGER,
  "closed_ms" INTEGER,
  "closed_by" TEXT,
  "cause" TEXT,
  "note" TEXT,
  "merged_into" TEXT,
  "adopted" TEXT,
  "released" TEXT
) STRICT;
INSERT INTO "incident_new" (pk,id,rev,generation,"rule","severity","store","began_ms","detail","region","acknowledged_ms","acknowledged_by","assigned_to","snoozed_until_ms","closed_ms","closed_by","cause","note","merged_into","adopted","released")
  SELECT pk,id,rev,generation,"rule","severity","store","began_ms","detail","region","acknowledged_ms","acknowledged_by","assigned_to","snoozed_until_ms","closed_ms","closed_by","cause","note","merged_into","adopted","released" FROM "incident";
DROP TABLE "incident";
ALTER TABLE "incident_new" RENAME TO "incident";
