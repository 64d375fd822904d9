CREATE TABLE `discrepancies` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`type` text NOT NULL,
	`kind` text NOT NULL,
	`lane` text NOT NULL,
	`object` text NOT NULL,
	`fix_id` text,
	`account_id` text,
	`unit` text NOT NULL,
	`currency` text,
	`expected` text,
	`found` text,
	`differs` integer NOT NULL,
	`state` text NOT NULL,
	`owner_id` text,
	`note` text,
	`first_seen_at_ms` integer NOT NULL,
	`last_seen_at_ms` integer NOT NULL,
	`last_seen_run_id` text,
	`appeared_run_id` text,
	`resolved_at_ms` integer,
	`resolved_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `discrepancies_key_unique` ON `discrepancies` (`key`);--> statement-breakpoint
CREATE INDEX `discrepancies_by_state` ON `discrepancies` (`state`,`first_seen_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `discrepancies_by_time` ON `discrepancies` (`first_seen_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `discrepancies_by_appearance` ON `discrepancies` (`appeared_run_id`);--> statement-breakpoint
CREATE TABLE `estimated_charges` (
	`id` text PRIMARY KEY NOT NULL,
	`bearer` text NOT NULL,
	`account_id` text NOT NULL,
	`provider` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`card_model` text NOT NULL,
	`rate_card_version` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`started_earlier` integer NOT NULL,
	`input_estimated` integer NOT NULL,
	`output_estimated` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`cached_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`charge_micro_pt` integer NOT NULL,
	`state` text NOT NULL,
	`trued_charge_micro_pt` integer,
	`trued_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `estimated_charges_by_bucket` ON `estimated_charges` (`provider`,`day`,`model`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `estimated_charges_by_state` ON `estimated_charges` (`state`,`day`);--> statement-breakpoint
CREATE TABLE `ledger_sources` (
	`type` text NOT NULL,
	`id` text NOT NULL,
	`account_id` text NOT NULL,
	`seq` integer NOT NULL,
	`granted_micro_pt` integer NOT NULL,
	`clawed_micro_pt` integer NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`type`, `id`, `account_id`)
);
--> statement-breakpoint
CREATE INDEX `ledger_sources_by_time` ON `ledger_sources` (`at_ms`);--> statement-breakpoint
CREATE TABLE `ledger_usage` (
	`provider` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`calls` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`cached_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`earlier_input_tokens` integer NOT NULL,
	`earlier_cached_read_tokens` integer NOT NULL,
	`earlier_cache_write_tokens` integer NOT NULL,
	`earlier_output_tokens` integer NOT NULL,
	`charged_micro_pt` integer NOT NULL,
	`platform_micro_pt` integer NOT NULL,
	PRIMARY KEY(`provider`, `day`, `model`)
);
--> statement-breakpoint
CREATE INDEX `ledger_usage_by_day` ON `ledger_usage` (`day`);--> statement-breakpoint
CREATE TABLE `reconciled_accounts` (
	`account_id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reconciliation_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`trigger` text NOT NULL,
	`requested_by` text NOT NULL,
	`from_ms` integer NOT NULL,
	`to_ms` integer NOT NULL,
	`started_at_ms` integer NOT NULL,
	`finished_at_ms` integer,
	`stage` text NOT NULL,
	`after` text NOT NULL,
	`tries` integer NOT NULL,
	`accounts` integer NOT NULL,
	`transactions` integer NOT NULL,
	`lanes` text NOT NULL,
	`notes` text NOT NULL,
	`appeared` integer NOT NULL,
	`resolved` integer NOT NULL,
	`trued_up` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reconciliation_runs_by_start` ON `reconciliation_runs` (`started_at_ms`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `reconciliation_runs_one_running` ON `reconciliation_runs` (`state`) WHERE state = 'running';--> statement-breakpoint
CREATE TABLE `reconciliation_seen` (
	`run_id` text NOT NULL,
	`object` text NOT NULL,
	PRIMARY KEY(`run_id`, `object`)
);
--> statement-breakpoint
CREATE TABLE `true_ups` (
	`provider` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`report_digest` text NOT NULL,
	`charges` integer NOT NULL,
	`shares` text NOT NULL,
	`input_weight` integer NOT NULL,
	`output_weight` integer NOT NULL,
	`applied_to` text NOT NULL,
	`input_before` integer NOT NULL,
	`output_before` integer NOT NULL,
	`decided_at_ms` integer NOT NULL,
	`applied_at_ms` integer,
	PRIMARY KEY(`provider`, `day`, `model`)
);
--> statement-breakpoint
CREATE INDEX `true_ups_by_state` ON `true_ups` (`state`);