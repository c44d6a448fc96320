-- What share of a firmware's messages the cloud rejects. Unknown until the row next comes.
ALTER TABLE firmware ADD COLUMN "rejected_pct" REAL;
