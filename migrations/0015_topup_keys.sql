ALTER TABLE `cards` ADD `busy_until_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `topups` ADD `key` text;--> statement-breakpoint
CREATE UNIQUE INDEX `topups_key_unique` ON `topups` (`key`);