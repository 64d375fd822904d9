ALTER TABLE `disputes` ADD `expired_again_micro_pt` integer;--> statement-breakpoint
ALTER TABLE `discrepancies` ADD `words` text;