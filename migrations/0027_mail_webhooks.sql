CREATE TABLE `mailgun_tokens` (
	`token` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`seen_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mailgun_tokens_by_time` ON `mailgun_tokens` (`seen_at_ms`);