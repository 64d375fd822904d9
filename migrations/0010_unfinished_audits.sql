CREATE TABLE `dispute_attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`dispute_id` text NOT NULL,
	`name` text NOT NULL,
	`content_type` text NOT NULL,
	`byte_size` integer NOT NULL,
	`sha256` text NOT NULL,
	`side` text NOT NULL,
	`added_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	FOREIGN KEY (`dispute_id`) REFERENCES `disputes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dispute_attachments_once` ON `dispute_attachments` (`dispute_id`,`sha256`);--> statement-breakpoint
CREATE TABLE `dispute_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dispute_id` text NOT NULL,
	`kind` text NOT NULL,
	`side` text NOT NULL,
	`actor_id` text,
	`text` text NOT NULL,
	`detail` text,
	`state` text NOT NULL,
	`at_ms` integer NOT NULL,
	FOREIGN KEY (`dispute_id`) REFERENCES `disputes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dispute_events_id_unique` ON `dispute_events` (`id`);--> statement-breakpoint
CREATE INDEX `dispute_events_by_dispute` ON `dispute_events` (`dispute_id`,`seq`);--> statement-breakpoint
CREATE TABLE `disputes` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`charge_id` text NOT NULL,
	`transaction_id` text NOT NULL,
	`conversation_id` text,
	`turn_id` text NOT NULL,
	`model` text NOT NULL,
	`opened_by` text NOT NULL,
	`reason` text NOT NULL,
	`comment` text NOT NULL,
	`shares_content` integer NOT NULL,
	`disputed_micro_pt` integer NOT NULL,
	`charged_at_ms` integer NOT NULL,
	`state` text NOT NULL,
	`due_at_ms` integer,
	`overdue_at_ms` integer,
	`first_answer_at_ms` integer,
	`evidence` text,
	`evidence_asked_at_ms` integer NOT NULL,
	`outcome` text,
	`decision_comment` text,
	`decided_by` text,
	`decided_at_ms` integer,
	`second_by` text,
	`effect` text,
	`effect_micro_pt` integer,
	`effect_state` text,
	`returned_micro_pt` integer,
	`return_transaction_id` text,
	`return_grant_id` text,
	`resolved_at_ms` integer,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `disputes_by_charge` ON `disputes` (`charge_id`);--> statement-breakpoint
CREATE INDEX `disputes_by_workspace` ON `disputes` (`workspace_id`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `disputes_by_state` ON `disputes` (`state`,`due_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `disputes_by_creation` ON `disputes` (`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `disputes_by_effect` ON `disputes` (`effect_state`,`decided_at_ms`);--> statement-breakpoint
ALTER TABLE `ledger_checks` ADD `auditing` text;