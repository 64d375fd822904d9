CREATE TABLE `dkim_keys` (
	`selector` text PRIMARY KEY NOT NULL,
	`domain` text NOT NULL,
	`algorithm` text NOT NULL,
	`public_key` text NOT NULL,
	`sealed_private_key` text NOT NULL,
	`state` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`activated_at_ms` integer,
	`retired_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `mail_circuits` (
	`transport` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`open_until_ms` integer,
	`last_reason` text,
	`last_failure_at_ms` integer,
	`last_success_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `mail_events` (
	`id` text PRIMARY KEY NOT NULL,
	`transport` text NOT NULL,
	`event_id` text NOT NULL,
	`mail_id` text,
	`provider_id` text,
	`address` text NOT NULL,
	`kind` text NOT NULL,
	`detail` text NOT NULL,
	`at_ms` integer NOT NULL,
	`received_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mail_events_once` ON `mail_events` (`transport`,`event_id`);--> statement-breakpoint
CREATE INDEX `mail_events_by_mail` ON `mail_events` (`mail_id`,`at_ms`);--> statement-breakpoint
CREATE INDEX `mail_events_by_address` ON `mail_events` (`address`,`kind`,`at_ms`);--> statement-breakpoint
CREATE INDEX `mail_events_by_time` ON `mail_events` (`received_at_ms`);--> statement-breakpoint
CREATE TABLE `mail_suppressions` (
	`address` text NOT NULL,
	`scope` text NOT NULL,
	`reason` text NOT NULL,
	`until_ms` integer,
	`detail` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`lifted_at_ms` integer,
	PRIMARY KEY(`address`, `scope`, `reason`)
);
--> statement-breakpoint
CREATE INDEX `mail_suppressions_by_time` ON `mail_suppressions` (`created_at_ms`,`address`);--> statement-breakpoint
CREATE TABLE `mail_tries` (
	`id` text PRIMARY KEY NOT NULL,
	`mail_id` text NOT NULL,
	`transport` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`at_ms` integer NOT NULL,
	`duration_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mail_tries_by_mail` ON `mail_tries` (`mail_id`,`at_ms`);--> statement-breakpoint
CREATE INDEX `mail_tries_by_time` ON `mail_tries` (`at_ms`);--> statement-breakpoint
ALTER TABLE `mails` ADD `domain` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `mails` ADD `lane` text DEFAULT 'normal' NOT NULL;--> statement-breakpoint
ALTER TABLE `mails` ADD `tries` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `mails` ADD `fence` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `mails` ADD `next_try_at_ms` integer;--> statement-breakpoint
ALTER TABLE `mails` ADD `first_try_at_ms` integer;--> statement-breakpoint
ALTER TABLE `mails` ADD `handed_over_at_ms` integer;--> statement-breakpoint
ALTER TABLE `mails` ADD `transport` text;--> statement-breakpoint
ALTER TABLE `mails` ADD `pinned` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `mails` ADD `resends` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `mails` ADD `provider_id` text;--> statement-breakpoint
ALTER TABLE `mails` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `mails` ADD `ended_at_ms` integer;--> statement-breakpoint
CREATE INDEX `mails_due` ON `mails` (`lane`,`next_try_at_ms`) WHERE next_try_at_ms IS NOT NULL;--> statement-breakpoint
CREATE INDEX `mails_by_state` ON `mails` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `mails_by_provider` ON `mails` (`provider_id`) WHERE provider_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `mails_by_end` ON `mails` (`ended_at_ms`) WHERE ended_at_ms IS NOT NULL;--> statement-breakpoint
UPDATE `mails` SET
	`domain` = lower(substr(`to_address`, instr(`to_address`, '@') + 1)),
	`lane` = CASE WHEN `template` IN ('verify', 'reset', 'already-registered') THEN 'urgent' ELSE 'normal' END,
	`transport` = CASE `state` WHEN 'sent' THEN 'outbox' END,
	`next_try_at_ms` = CASE `state` WHEN 'waiting' THEN `created_at_ms` END,
	`ended_at_ms` = `sent_at_ms`;
