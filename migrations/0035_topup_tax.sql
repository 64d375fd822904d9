ALTER TABLE `topups` ADD `tax_minor` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `topups` ADD `tax_calculation_id` text;