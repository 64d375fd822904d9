ALTER TABLE `refunds` ADD `failure_told_at_ms` integer;--> statement-breakpoint
ALTER TABLE `ledger_usage` ADD `platform_input_tokens` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `ledger_usage` ADD `platform_cached_read_tokens` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `ledger_usage` ADD `platform_cache_write_tokens` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `ledger_usage` ADD `platform_output_tokens` integer DEFAULT 0 NOT NULL;