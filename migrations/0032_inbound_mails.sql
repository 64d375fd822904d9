CREATE TABLE `inbound_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`kind` text NOT NULL,
	`envelope_from` text NOT NULL,
	`from_address` text NOT NULL,
	`from_name` text NOT NULL,
	`to_address` text NOT NULL,
	`subject` text NOT NULL,
	`message_id` text,
	`thread_id` text NOT NULL,
	`mail_id` text,
	`source` text NOT NULL,
	`authentication` text NOT NULL,
	`text` text NOT NULL,
	`is_cut` integer NOT NULL,
	`files` text NOT NULL,
	`bytes` integer NOT NULL,
	`received_at_ms` integer NOT NULL,
	`routed` text,
	`routed_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbound_mails_once` ON `inbound_mails` (`digest`);--> statement-breakpoint
CREATE INDEX `inbound_mails_by_kind` ON `inbound_mails` (`kind`,`id`);--> statement-breakpoint
CREATE INDEX `inbound_mails_by_message` ON `inbound_mails` (`message_id`);--> statement-breakpoint
CREATE INDEX `inbound_mails_by_thread` ON `inbound_mails` (`thread_id`,`id`);--> statement-breakpoint
CREATE INDEX `inbound_mails_by_time` ON `inbound_mails` (`received_at_ms`);--> statement-breakpoint
CREATE TABLE `mail_domain_checks` (
	`id` text PRIMARY KEY NOT NULL,
	`domain` text NOT NULL,
	`transport` text NOT NULL,
	`checks` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mail_domain_checks_by_time` ON `mail_domain_checks` (`domain`,`at_ms`);