CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`version` text NOT NULL,
	`given` integer NOT NULL,
	`how` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `consents_by_user` ON `consents` (`user_id`,`kind`,`at_ms`);--> statement-breakpoint
CREATE TABLE `account_deletions` (
	`user_id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`cursor` text,
	`requested_at_ms` integer NOT NULL,
	`due_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`erased_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `account_deletions_due` ON `account_deletions` (`state`,`due_at_ms`);--> statement-breakpoint
CREATE TABLE `person_exports` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`state` text NOT NULL,
	`cursor` text NOT NULL,
	`step` integer NOT NULL,
	`done` integer NOT NULL,
	`total` integer NOT NULL,
	`byte_size` integer,
	`token` text NOT NULL,
	`requested_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`ready_at_ms` integer,
	`expires_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `person_exports_token_unique` ON `person_exports` (`token`);--> statement-breakpoint
CREATE UNIQUE INDEX `person_exports_running` ON `person_exports` (`user_id`) WHERE "person_exports"."state" = 'running';--> statement-breakpoint
CREATE INDEX `person_exports_by_user` ON `person_exports` (`user_id`,`requested_at_ms`);--> statement-breakpoint
CREATE INDEX `person_exports_by_state` ON `person_exports` (`state`,`updated_at_ms`);--> statement-breakpoint
CREATE TABLE `subject_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`locale` text NOT NULL,
	`kind` text NOT NULL,
	`message` text NOT NULL,
	`state` text NOT NULL,
	`token_hash` text NOT NULL,
	`answer` text NOT NULL,
	`extension_reason` text,
	`created_at_ms` integer NOT NULL,
	`confirmed_at_ms` integer,
	`due_at_ms` integer,
	`extended_at_ms` integer,
	`closed_at_ms` integer,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `subject_requests_by_state` ON `subject_requests` (`state`,`due_at_ms`);--> statement-breakpoint
CREATE INDEX `subject_requests_by_email` ON `subject_requests` (`email`);--> statement-breakpoint
CREATE INDEX `subject_requests_by_token` ON `subject_requests` (`token_hash`);