CREATE TABLE `auto_topups` (
	`account_id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`version` integer NOT NULL,
	`enabled` integer NOT NULL,
	`threshold_micro_pt` integer NOT NULL,
	`pack_id` text NOT NULL,
	`monthly_cap_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`failures` integer NOT NULL,
	`stopped_because` text,
	`not_before_ms` integer,
	`swept_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `auto_topups_to_sweep` ON `auto_topups` (`enabled`,`swept_at_ms`);--> statement-breakpoint
CREATE TABLE `cards` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`payment_method_id` text,
	`brand` text,
	`last4` text,
	`exp_month` integer,
	`exp_year` integer,
	`checked_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cards_to_check` ON `cards` (`checked_at_ms`);--> statement-breakpoint
CREATE TABLE `chargebacks` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`last_applied_event_at_ms` integer NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`payment_intent_id` text NOT NULL,
	`charge_id` text NOT NULL,
	`currency` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`reason` text NOT NULL,
	`status` text NOT NULL,
	`withdrawn` integer NOT NULL,
	`reinstated` integer NOT NULL,
	`taken_micro_pt` integer NOT NULL,
	`opened_at_ms` integer NOT NULL,
	`due_at_ms` integer,
	`evidence_built_at_ms` integer,
	`evidence_submitted_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `chargebacks_by_opening` ON `chargebacks` (`opened_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `chargebacks_by_payment` ON `chargebacks` (`payment_intent_id`);--> statement-breakpoint
CREATE TABLE `dunning_cases` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`subscription_id` text NOT NULL,
	`invoice_id` text NOT NULL,
	`state` text NOT NULL,
	`steps_taken` integer NOT NULL,
	`opened_at_ms` integer NOT NULL,
	`next_at_ms` integer,
	`closed_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dunning_cases_invoice_id_unique` ON `dunning_cases` (`invoice_id`);--> statement-breakpoint
CREATE INDEX `dunning_cases_due` ON `dunning_cases` (`next_at_ms`);--> statement-breakpoint
CREATE INDEX `dunning_cases_by_workspace` ON `dunning_cases` (`workspace_id`,`opened_at_ms`);--> statement-breakpoint
CREATE UNIQUE INDEX `dunning_cases_one_open` ON `dunning_cases` (`subscription_id`) WHERE closed_at_ms IS NULL;--> statement-breakpoint
CREATE TABLE `invoice_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`invoice_id` text NOT NULL,
	`position` integer NOT NULL,
	`description` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`quantity` integer NOT NULL,
	`proration` integer NOT NULL,
	`starts_at_ms` integer NOT NULL,
	`ends_at_ms` integer NOT NULL,
	`plan` text,
	`plan_version_id` text,
	`item` text,
	`chain_id` text,
	`grant_micro_pt` integer,
	`expires_at_ms` integer,
	`running_since_ms` integer,
	`advanced_share_cap_percent` integer,
	`granted_at_ms` integer,
	FOREIGN KEY (`invoice_id`) REFERENCES `invoices`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `invoice_lines_by_invoice` ON `invoice_lines` (`invoice_id`,`position`);--> statement-breakpoint
CREATE INDEX `invoice_lines_by_chain` ON `invoice_lines` (`chain_id`);--> statement-breakpoint
CREATE TABLE `invoices` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`last_applied_event_at_ms` integer NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`subscription_id` text,
	`number` text,
	`status` text NOT NULL,
	`billing_reason` text,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`amount_due_minor` integer NOT NULL,
	`amount_paid_minor` integer NOT NULL,
	`credited_minor` integer NOT NULL,
	`returned_minor` integer NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at_ms` integer,
	`period_starts_at_ms` integer NOT NULL,
	`period_ends_at_ms` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`due_at_ms` integer,
	`paid_at_ms` integer,
	`hosted_url` text,
	`pdf_url` text,
	`decided_at_ms` integer,
	`granted_micro_pt` integer NOT NULL,
	`taken_micro_pt` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `invoices_by_workspace` ON `invoices` (`workspace_id`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `invoices_by_subscription` ON `invoices` (`subscription_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `invoices_by_creation` ON `invoices` (`created_at_ms`,`id`);--> statement-breakpoint
CREATE TABLE `payments` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`last_applied_event_at_ms` integer NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`customer_id` text,
	`charge_id` text,
	`purpose` text NOT NULL,
	`invoice_id` text,
	`topup_id` text,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`received_minor` integer NOT NULL,
	`refunded_minor` integer NOT NULL,
	`method_brand` text,
	`method_last4` text,
	`failure` text,
	`receipt_url` text,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `payments_by_workspace` ON `payments` (`workspace_id`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `payments_by_creation` ON `payments` (`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `payments_by_invoice` ON `payments` (`invoice_id`);--> statement-breakpoint
CREATE INDEX `payments_by_charge` ON `payments` (`charge_id`);--> statement-breakpoint
CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`payment_intent_id` text NOT NULL,
	`key` text NOT NULL,
	`stripe_id` text,
	`currency` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`comment` text,
	`failure` text,
	`requested_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`next_check_at_ms` integer,
	`announced_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_key_unique` ON `refunds` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_stripe_id_unique` ON `refunds` (`stripe_id`);--> statement-breakpoint
CREATE INDEX `refunds_by_payment` ON `refunds` (`payment_intent_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `refunds_due` ON `refunds` (`next_check_at_ms`);--> statement-breakpoint
CREATE TABLE `topups` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`pack_id` text NOT NULL,
	`grant_micro_pt` integer NOT NULL,
	`currency` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`state` text NOT NULL,
	`how` text NOT NULL,
	`payment_method_id` text,
	`customer_id` text,
	`checkout_session_id` text,
	`payment_intent_id` text,
	`url` text,
	`return_url` text NOT NULL,
	`failure` text,
	`requested_by` text NOT NULL,
	`cap_month` text,
	`created_at_ms` integer NOT NULL,
	`next_check_at_ms` integer,
	`granted_at_ms` integer,
	`concluded_at_ms` integer,
	`taken_micro_pt` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `topups_payment_intent_id_unique` ON `topups` (`payment_intent_id`);--> statement-breakpoint
CREATE INDEX `topups_by_workspace` ON `topups` (`workspace_id`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `topups_due` ON `topups` (`next_check_at_ms`);--> statement-breakpoint
CREATE INDEX `topups_by_month` ON `topups` (`account_id`,`cap_month`);--> statement-breakpoint
CREATE UNIQUE INDEX `topups_one_automatic` ON `topups` (`account_id`) WHERE how = 'automatic' AND state = 'pending';