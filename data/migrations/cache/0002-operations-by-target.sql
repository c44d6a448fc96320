-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people did to a cart stands in its story.
CREATE INDEX operation_by_target ON operation (target, issued_ms);
