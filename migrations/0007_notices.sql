CREATE TABLE `notice_marks` (
	`reader_id` text NOT NULL,
	`notice_id` text NOT NULL,
	`read_at_ms` integer NOT NULL,
	`dismissed_at_ms` integer,
	PRIMARY KEY(`reader_id`, `notice_id`),
	FOREIGN KEY (`notice_id`) REFERENCES `notices`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `notices` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`data` text NOT NULL,
	`href` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_by_key` ON `notices` (`workspace_id`,`user_id`,`key`);--> statement-breakpoint
CREATE INDEX `notices_by_workspace` ON `notices` (`workspace_id`,`at_ms`,`id`);