ALTER TABLE `company_sign_ins` ADD `domains` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `company_sign_ins` ADD `enabled` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `verifications` ADD `sign_on_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `sign_on_id` text;--> statement-breakpoint
CREATE INDEX `sessions_by_sign_on` ON `sessions` (`sign_on_id`) WHERE sign_on_id IS NOT NULL;