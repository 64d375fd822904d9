CREATE TABLE `account_statements` (
	`month` text NOT NULL,
	`account_id` text NOT NULL,
	`id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`is_whole` integer NOT NULL,
	`opening_micro_pt` integer NOT NULL,
	`closing_micro_pt` integer NOT NULL,
	`movements` text NOT NULL,
	`revenue` text NOT NULL,
	`transactions` integer NOT NULL,
	`books` text NOT NULL,
	PRIMARY KEY(`month`, `account_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `account_statements_id_unique` ON `account_statements` (`id`);--> statement-breakpoint
CREATE INDEX `account_statements_by_account` ON `account_statements` (`account_id`,`month`);--> statement-breakpoint
CREATE INDEX `account_statements_by_workspace` ON `account_statements` (`workspace_id`,`month`);--> statement-breakpoint
CREATE TABLE `month_closes` (
	`month` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`started_at_ms` integer NOT NULL,
	`closed_at_ms` integer,
	`cursor` text NOT NULL,
	`accounts` integer NOT NULL,
	`transactions` integer NOT NULL,
	`opening_micro_pt` integer NOT NULL,
	`closing_micro_pt` integer NOT NULL,
	`movements` text NOT NULL,
	`revenue` text NOT NULL
);
