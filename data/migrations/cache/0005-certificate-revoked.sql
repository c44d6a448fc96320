-- When a certificate was revoked: what arrived before stands. Unknown until the row next comes.
ALTER TABLE certificate ADD COLUMN "revoked_ms" INTEGER;
