CREATE TABLE `notification_preferences` (
	`user_id` text PRIMARY KEY NOT NULL,
	`choices` text NOT NULL,
	`quiet_hours` text,
	`time_zone` text NOT NULL,
	`digest` text NOT NULL,
	`updated_at_ms` integer NOT NULL
);
