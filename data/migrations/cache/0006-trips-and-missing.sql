-- What a cart did and what of it never arrived, since it last started. Unknown until its next message.
ALTER TABLE vital ADD COLUMN "trips" INTEGER;
ALTER TABLE vital ADD COLUMN "missing" INTEGER;
-- When an incident was snoozed: what is worse since ends it.
ALTER TABLE incident ADD COLUMN "snoozed_ms" INTEGER;
