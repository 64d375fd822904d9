CREATE TABLE `domains` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`domain` text NOT NULL,
	`token` text NOT NULL,
	`mode` text NOT NULL,
	`role` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`verified_at_ms` integer,
	`checked_at_ms` integer,
	`missing_since_ms` integer,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `domains_by_workspace` ON `domains` (`workspace_id`,`domain`);--> statement-breakpoint
CREATE UNIQUE INDEX `domains_verified` ON `domains` (`domain`) WHERE verified_at_ms IS NOT NULL;--> statement-breakpoint
CREATE TABLE `join_requests` (
	`workspace_id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`asked_at_ms` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `user_id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `join_requests_by_user` ON `join_requests` (`user_id`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`email` text,
	`role` text NOT NULL,
	`permission_set_id` text,
	`token_hash` text NOT NULL,
	`uses_max` integer,
	`uses` integer NOT NULL,
	`invited_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`sent_at_ms` integer,
	`expires_at_ms` integer NOT NULL,
	`revoked_at_ms` integer,
	`declined_at_ms` integer,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`permission_set_id`) REFERENCES `permission_sets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_token_hash_unique` ON `invitations` (`token_hash`);--> statement-breakpoint
CREATE INDEX `invitations_by_workspace` ON `invitations` (`workspace_id`,`created_at_ms`);--> statement-breakpoint
ALTER TABLE `api_keys` ADD `allowed_ranges` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `old_secret_hash` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `old_secret_until_ms` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_old_secret_hash_unique` ON `api_keys` (`old_secret_hash`);--> statement-breakpoint
ALTER TABLE `workspaces` ADD `delete_at_ms` integer;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `transfer_to_user_id` text;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `transfer_asked_at_ms` integer;