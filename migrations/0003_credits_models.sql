CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`secret_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`budget_micro_pt` integer,
	`models` text,
	`requests_per_minute` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer,
	`last_used_at_ms` integer,
	`revoked_at_ms` integer,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_secret_hash_unique` ON `api_keys` (`secret_hash`);--> statement-breakpoint
CREATE INDEX `api_keys_by_workspace` ON `api_keys` (`workspace_id`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `credit_accounts` (
	`account_id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`balance_micro_pt` integer NOT NULL,
	`held_micro_pt` integer NOT NULL,
	`head_hash` text NOT NULL,
	`at_ms` integer NOT NULL,
	`checked_seq` integer,
	`checked_hash` text,
	`checked_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `credit_notices` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	`detail` text NOT NULL,
	`at_ms` integer NOT NULL,
	`dismissed_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `credit_notices_by_account` ON `credit_notices` (`account_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `ledger_checks` (
	`id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`started_at_ms` integer NOT NULL,
	`finished_at_ms` integer,
	`cursor` text NOT NULL,
	`accounts` integer NOT NULL,
	`transactions` integer NOT NULL,
	`failed` integer NOT NULL,
	`findings` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `ledger_checks_by_start` ON `ledger_checks` (`started_at_ms`);--> statement-breakpoint
CREATE TABLE `plan_periods` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`plan` text NOT NULL,
	`anchor_at_ms` integer NOT NULL,
	`starts_at_ms` integer NOT NULL,
	`ends_at_ms` integer NOT NULL,
	`amount_micro_pt` integer NOT NULL,
	`granted_at_ms` integer,
	`renewed_at_ms` integer,
	PRIMARY KEY(`account_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `plan_periods_by_end` ON `plan_periods` (`renewed_at_ms`,`ends_at_ms`);--> statement-breakpoint
CREATE INDEX `plan_periods_ungranted` ON `plan_periods` (`granted_at_ms`);--> statement-breakpoint
CREATE TABLE `usage_days` (
	`account_id` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`member_id` text NOT NULL,
	`api_key_id` text NOT NULL,
	`answers` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`cached_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`charged_micro_pt` integer NOT NULL,
	PRIMARY KEY(`account_id`, `day`, `model`, `member_id`, `api_key_id`)
);
--> statement-breakpoint
CREATE TABLE `rate_cards` (
	`version` integer PRIMARY KEY NOT NULL,
	`models` text NOT NULL,
	`published_by` text NOT NULL,
	`published_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `cron_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`started_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	`ok` integer,
	`report` text
);
--> statement-breakpoint
CREATE INDEX `cron_runs_by_name` ON `cron_runs` (`name`,`started_at_ms`);--> statement-breakpoint
CREATE TABLE `parked_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`type` text NOT NULL,
	`payload` text NOT NULL,
	`reason` text NOT NULL,
	`tries` integer NOT NULL,
	`parked_at_ms` integer NOT NULL,
	`replayed_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `parked_jobs_message_id_unique` ON `parked_jobs` (`message_id`);--> statement-breakpoint
CREATE INDEX `parked_jobs_waiting` ON `parked_jobs` (`replayed_at_ms`,`parked_at_ms`);--> statement-breakpoint
CREATE TABLE `idempotency_records` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`claim` text NOT NULL,
	`claimed_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`state` text,
	`status` integer,
	`content_type` text,
	`sealed_body` text,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_records_by_expiry` ON `idempotency_records` (`expires_at_ms`);