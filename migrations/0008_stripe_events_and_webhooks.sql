CREATE TABLE `stripe_cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`read_to_seconds` integer NOT NULL,
	`until_seconds` integer,
	`after_id` text,
	`read_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stripe_events` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`object_type` text NOT NULL,
	`object_id` text NOT NULL,
	`api_version` text,
	`livemode` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`received_at_ms` integer NOT NULL,
	`deliveries` integer NOT NULL,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`next_try_at_ms` integer,
	`last_error` text,
	`done_at_ms` integer,
	`payload` text
);
--> statement-breakpoint
CREATE INDEX `stripe_events_due` ON `stripe_events` (`next_try_at_ms`);--> statement-breakpoint
CREATE INDEX `stripe_events_by_state` ON `stripe_events` (`state`,`received_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `stripe_events_by_type` ON `stripe_events` (`type`,`received_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `stripe_events_by_time` ON `stripe_events` (`received_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `stripe_events_by_object` ON `stripe_events` (`object_id`);--> statement-breakpoint
CREATE TABLE `webhook_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`delivery_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`status` integer,
	`failure` text,
	`detail` text,
	`response` text,
	FOREIGN KEY (`delivery_id`) REFERENCES `webhook_deliveries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `webhook_attempts_by_delivery` ON `webhook_attempts` (`delivery_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`endpoint_id` text NOT NULL,
	`message_id` text NOT NULL,
	`type` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`next_try_at_ms` integer,
	`last_status` integer,
	`last_failure` text,
	`created_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	FOREIGN KEY (`endpoint_id`) REFERENCES `webhook_endpoints`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`message_id`) REFERENCES `webhook_messages`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_once` ON `webhook_deliveries` (`endpoint_id`,`message_id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_endpoint` ON `webhook_deliveries` (`endpoint_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`state`,`next_try_at_ms`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_time` ON `webhook_deliveries` (`created_at_ms`);--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`types` text,
	`state` text NOT NULL,
	`disabled_reason` text,
	`failing_since_at_ms` integer,
	`sealed_secret` text NOT NULL,
	`sealed_old_secret` text,
	`old_secret_until_ms` integer,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`deleted_at_ms` integer,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `webhook_endpoints_by_workspace` ON `webhook_endpoints` (`workspace_id`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `webhook_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`type` text NOT NULL,
	`key` text,
	`body` text NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_messages_by_key` ON `webhook_messages` (`workspace_id`,`key`);--> statement-breakpoint
CREATE INDEX `webhook_messages_by_time` ON `webhook_messages` (`created_at_ms`);