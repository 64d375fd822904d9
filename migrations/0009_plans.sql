CREATE TABLE `billing_customers` (
	`workspace_id` text NOT NULL,
	`generation` integer NOT NULL,
	`account_id` text NOT NULL,
	`stripe_customer_id` text,
	`requested` text NOT NULL,
	`currency` text,
	`details` text,
	`branding_version` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer NOT NULL,
	`deleted_at_ms` integer,
	`version` integer NOT NULL,
	`last_applied_event_at_ms` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`workspace_id`, `generation`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `billing_customers_stripe_customer_id_unique` ON `billing_customers` (`stripe_customer_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `billing_customers_living` ON `billing_customers` (`workspace_id`) WHERE "billing_customers"."deleted_at_ms" IS NULL;--> statement-breakpoint
CREATE INDEX `billing_customers_by_account` ON `billing_customers` (`account_id`);--> statement-breakpoint
CREATE INDEX `billing_customers_by_branding` ON `billing_customers` (`branding_version`);--> statement-breakpoint
CREATE TABLE `billing_intents` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`lane` text NOT NULL,
	`kind` text NOT NULL,
	`subscription_id` text,
	`request` text NOT NULL,
	`request_key` text NOT NULL,
	`state` text NOT NULL,
	`stripe_object_id` text,
	`url` text,
	`actor` text NOT NULL,
	`reason` text,
	`created_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `billing_intents_pending` ON `billing_intents` (`workspace_id`,`lane`) WHERE "billing_intents"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `billing_intents_by_state` ON `billing_intents` (`state`,`created_at_ms`);--> statement-breakpoint
CREATE UNIQUE INDEX `billing_intents_by_object` ON `billing_intents` (`stripe_object_id`);--> statement-breakpoint
CREATE TABLE `invoice_brandings` (
	`version` integer PRIMARY KEY NOT NULL,
	`seller_name` text NOT NULL,
	`footer` text NOT NULL,
	`published_by` text NOT NULL,
	`published_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `retention_offers` (
	`subscription_id` text NOT NULL,
	`period_starts_at_ms` integer NOT NULL,
	`workspace_id` text NOT NULL,
	`state` text NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`subscription_id`, `period_starts_at_ms`)
);
--> statement-breakpoint
CREATE INDEX `retention_offers_by_workspace` ON `retention_offers` (`workspace_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`stripe_customer_id` text NOT NULL,
	`plan` text NOT NULL,
	`plan_version_id` text NOT NULL,
	`interval` text NOT NULL,
	`seats` integer NOT NULL,
	`currency` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`plan_item_id` text NOT NULL,
	`seat_item_id` text,
	`status` text NOT NULL,
	`period_starts_at_ms` integer NOT NULL,
	`period_ends_at_ms` integer NOT NULL,
	`trial_ends_at_ms` integer,
	`cancel_at_period_end` integer NOT NULL,
	`cancel_at_ms` integer,
	`ended_at_ms` integer,
	`paused_until_ms` integer,
	`paused_from_ms` integer,
	`unpaid_to_ms` integer,
	`schedule_id` text,
	`scheduled_plan` text,
	`scheduled_plan_version_id` text,
	`scheduled_interval` text,
	`scheduled_seats` integer,
	`scheduled_at_ms` integer,
	`discount` text,
	`latest_invoice_id` text,
	`suspended_at_ms` integer,
	`duplicate_of` text,
	`created_at_ms` integer NOT NULL,
	`version` integer NOT NULL,
	`last_applied_event_at_ms` integer DEFAULT 0 NOT NULL,
	`synced_at_ms` integer NOT NULL,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `subscriptions_by_workspace` ON `subscriptions` (`workspace_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `subscriptions_by_customer` ON `subscriptions` (`stripe_customer_id`);--> statement-breakpoint
CREATE INDEX `subscriptions_by_period_end` ON `subscriptions` (`status`,`period_ends_at_ms`);--> statement-breakpoint
CREATE INDEX `subscriptions_by_plan_version` ON `subscriptions` (`plan_version_id`);--> statement-breakpoint
CREATE TABLE `pack_lists` (
	`version` integer PRIMARY KEY NOT NULL,
	`packs` text NOT NULL,
	`published_by` text NOT NULL,
	`published_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `plan_prices` (
	`id` text PRIMARY KEY NOT NULL,
	`stripe_account` text NOT NULL,
	`plan_version_id` text NOT NULL,
	`interval` text NOT NULL,
	`item` text NOT NULL,
	`stripe_price_id` text,
	`created_at_ms` integer NOT NULL,
	`retired_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `plan_prices_on_sale` ON `plan_prices` (`stripe_account`,`plan_version_id`,`interval`,`item`) WHERE "plan_prices"."retired_at_ms" IS NULL;--> statement-breakpoint
CREATE INDEX `plan_prices_by_stripe_price` ON `plan_prices` (`stripe_price_id`);--> statement-breakpoint
CREATE TABLE `plan_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`plan` text NOT NULL,
	`version` integer NOT NULL,
	`terms` text NOT NULL,
	`published_by` text NOT NULL,
	`published_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `plan_versions_by_plan` ON `plan_versions` (`plan`,`version`);--> statement-breakpoint
ALTER TABLE `plan_periods` ADD `plan_version_id` text;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `plan_version_id` text;