CREATE TABLE `provider_costs` (
	`provider` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`item` text NOT NULL,
	`amount_micro_usd` integer NOT NULL,
	PRIMARY KEY(`provider`, `day`, `model`, `item`)
);
--> statement-breakpoint
CREATE INDEX `provider_costs_by_day` ON `provider_costs` (`day`);--> statement-breakpoint
CREATE TABLE `provider_fetches` (
	`provider` text PRIMARY KEY NOT NULL,
	`tried_at_ms` integer NOT NULL,
	`fetched_at_ms` integer,
	`failure` text
);
--> statement-breakpoint
CREATE TABLE `provider_reports` (
	`provider` text NOT NULL,
	`day` text NOT NULL,
	`source` text NOT NULL,
	`digest` text NOT NULL,
	`import_id` text,
	`fetched_at_ms` integer NOT NULL,
	`changed_at_ms` integer NOT NULL,
	`final_at_ms` integer,
	`revised_at_ms` integer,
	PRIMARY KEY(`provider`, `day`)
);
--> statement-breakpoint
CREATE INDEX `provider_reports_by_day` ON `provider_reports` (`day`);--> statement-breakpoint
CREATE TABLE `provider_usage` (
	`provider` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`requests` integer,
	`input_tokens` integer NOT NULL,
	`cached_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	PRIMARY KEY(`provider`, `day`, `model`)
);
--> statement-breakpoint
CREATE INDEX `provider_usage_by_day` ON `provider_usage` (`day`);--> statement-breakpoint
CREATE TABLE `usage_imports` (
	`id` text PRIMARY KEY NOT NULL,
	`sha256` text NOT NULL,
	`filename` text NOT NULL,
	`rows` integer NOT NULL,
	`providers` text NOT NULL,
	`from_day` text NOT NULL,
	`to_day` text NOT NULL,
	`imported_by` text NOT NULL,
	`imported_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `usage_imports_sha256_unique` ON `usage_imports` (`sha256`);--> statement-breakpoint
ALTER TABLE `api_keys` ADD `limited_by_plan` integer;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `trial_reminder_at_ms` integer;